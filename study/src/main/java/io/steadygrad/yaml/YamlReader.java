package io.steadygrad.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a file into a {@link Yaml} tree. Duplicate keys, broken syntax, bytes that are not UTF-8 and expressions that
 * YAML split at a comma are reported with their position; what can still be read is read, so that later errors show too.
 */
public final class YamlReader {
    private static final int MOST_NODES = 1_000_000;

    private final Problems problems;
    private final Map<Node, Boolean> open = new IdentityHashMap<>();
    private int nodes;

    private YamlReader(Problems problems) {
        this.problems = problems;
    }

    /** The root of the file, or null when nothing of it can be read; then {@code problems} says why. */
    public static @Nullable Yaml read(Path file, Problems problems) {
        byte[] bytes;
        try {
            if (Files.isDirectory(file)) {
                problems.error(Place.START, "this is a directory; name the study file in it");
                return null;
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            problems.error(
                    Place.START,
                    "no such file; looked at " + file.toAbsolutePath().normalize());
            return null;
        } catch (AccessDeniedException e) {
            problems.error(Place.START, "no permission to read this file");
            return null;
        } catch (IOException e) {
            problems.error(Place.START, "cannot read this file: " + e.getMessage());
            return null;
        }
        String text = decode(bytes, problems);
        return text == null ? null : parse(text, problems);
    }

    /** The root of a text, or null when nothing of it can be read. */
    public static @Nullable Yaml parse(String text, Problems problems) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(MOST_NODES)
                .setLabel(problems.file())
                .build();
        try {
            List<Node> documents = new ArrayList<>();
            new Compose(settings).composeAllFromString(content).forEach(documents::add);
            if (documents.isEmpty()) {
                problems.error(Place.START, "the file is empty; `steady init` writes a study to start from");
                return null;
            }
            if (documents.size() > 1) {
                problems.error(place(documents.get(1)), "a second document starts here; one file holds one study");
            }
            return new YamlReader(problems).tree(documents.get(0));
        } catch (MarkedYamlEngineException e) {
            problems.error(
                    e.getProblemMark()
                            .or(e::getContextMark)
                            .map(YamlReader::place)
                            .orElse(Place.START),
                    syntax(e, content));
        } catch (ReaderException e) {
            problems.error(
                    placeOf(content, e.getPosition()),
                    String.format(Locale.ROOT, "the character U+%04X is not allowed in YAML", e.getCodePoint()));
        } catch (StackOverflowError e) {
            problems.error(Place.START, "not readable as YAML: brackets are nested too deeply");
        } catch (YamlEngineException e) {
            problems.error(Place.START, "not readable as YAML: " + e.getMessage());
        }
        return null;
    }

    private static @Nullable String decode(byte[] bytes, Problems problems) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        java.nio.CharBuffer out = java.nio.CharBuffer.allocate(bytes.length + 1);
        try {
            var result = decoder.decode(in, out, true);
            if (result.isError()) {
                result.throwException();
            }
            return out.flip().toString();
        } catch (CharacterCodingException e) {
            String before = out.flip().toString();
            problems.error(
                    placeOf(before, before.length()),
                    String.format(
                            Locale.ROOT,
                            "byte 0x%02X is not UTF-8; save the file as UTF-8",
                            Byte.toUnsignedInt(bytes[in.position()])));
            return null;
        }
    }

    private static Place placeOf(String text, int index) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Place(line, Math.max(0, index - start) + 1);
    }

    private static String syntax(MarkedYamlEngineException e, String text) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("broken syntax");
        Mark mark = e.getProblemMark().orElse(null);
        if (mark != null) {
            List<String> lines = text.lines().toList();
            String line = mark.getLine() < lines.size() ? lines.get(mark.getLine()) : "";
            if (line.matches("\\s*\\t.*")) {
                return "a tab indents this line; YAML allows spaces only";
            }
        }
        String context = Optional.ofNullable(e.getContext()).map(c -> ", " + c).orElse("");
        String where = e.getContextMark()
                .filter(c -> mark != null && (c.getLine() != mark.getLine() || c.getColumn() != mark.getColumn()))
                .map(c -> " that starts at line " + (c.getLine() + 1) + ", column " + (c.getColumn() + 1))
                .orElse("");
        return "not valid YAML: " + problem + context + (context.isEmpty() ? "" : where);
    }

    private static Place place(Node node) {
        return node.getStartMark().map(YamlReader::place).orElse(Place.START);
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Yaml tree(Node node) {
        if (++nodes > MOST_NODES) {
            throw new YamlEngineException("more than " + MOST_NODES + " values; aliases of aliases multiply");
        }
        if (open.put(node, true) != null) {
            problems.error(place(node), "an alias refers to the node that contains it");
            return new Yaml.Text(place(node), "", false);
        }
        try {
            if (node instanceof ScalarNode scalar) {
                return text(scalar);
            }
            if (node instanceof SequenceNode sequence) {
                List<Yaml> items = new ArrayList<>();
                sequence.getValue().forEach(item -> items.add(tree(item)));
                return new Yaml.Sequence(
                        place(node),
                        sequence.getFlowStyle() == FlowStyle.FLOW ? SplitExpressions.join(items, problems) : items);
            }
            return mapping((MappingNode) node);
        } finally {
            open.remove(node);
        }
    }

    private Yaml.Text text(ScalarNode scalar) {
        boolean quoted = scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED
                || scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED;
        Place start = place(scalar);
        return new Yaml.Text(quoted ? start.right(1) : start, scalar.getValue(), quoted);
    }

    /** Takes over the entries of {@code <<: *other} that are not given here. */
    private static List<Yaml.Entry> merged(List<Yaml.Entry> entries) {
        List<Yaml.Entry> own = new ArrayList<>();
        List<Yaml.Entry> inherited = new ArrayList<>();
        for (Yaml.Entry entry : entries) {
            boolean merge = entry.name().equals("<<") && !entry.key().quoted();
            if (merge && entry.value() instanceof Yaml.Mapping other) {
                inherited.addAll(other.entries());
            } else {
                own.add(entry);
            }
        }
        List<String> given = own.stream().map(Yaml.Entry::name).toList();
        inherited.stream().filter(entry -> !given.contains(entry.name())).forEach(own::add);
        return own;
    }

    private Yaml.Mapping mapping(MappingNode node) {
        List<Yaml.Entry> entries = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                entries.add(new Yaml.Entry(text(key), tree(tuple.getValueNode())));
            } else {
                problems.error(place(tuple.getKeyNode()), "a key must be a name, found a list or a map");
            }
        }
        if (node.getFlowStyle() == FlowStyle.FLOW) {
            entries = SplitExpressions.joinEntries(entries, problems);
        }
        entries = merged(entries);
        Map<String, Place> first = new HashMap<>();
        List<Yaml.Entry> unique = new ArrayList<>();
        for (Yaml.Entry entry : entries) {
            Place before = first.putIfAbsent(entry.name(), entry.key().place());
            if (before == null) {
                unique.add(entry);
            } else {
                problems.error(
                        entry.key().place(),
                        "'" + entry.name() + "' stands twice; the first is at line " + before.line() + ", column "
                                + before.column());
            }
        }
        return new Yaml.Mapping(place(node), unique);
    }
}
