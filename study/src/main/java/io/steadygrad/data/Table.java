package io.steadygrad.data;

import io.steadygrad.formats.FormatException;
import io.steadygrad.spec.Names;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Columns of numbers from text with a line of names, separated by commas, semicolons or tabs. Only the wanted columns are read. A cell that is no finite
 * number is an error only when its row is used.
 *
 * @param cells rows x columns; NaN where a cell is bad
 * @param complaints what is wrong with a row, by its number
 */
record Table(Choice choice, float[] cells, Map<Integer, String> complaints) {

    /** The columns to read, in this order. */
    record Choice(List<String> features, List<String> target) {}

    static Table read(BufferedReader text, String source, Function<List<String>, Choice> choose) throws IOException {
        String first = text.readLine();
        if (first == null || first.isBlank()) {
            throw new FormatException(source + " is empty; its first line must name the columns");
        }
        String names = first.startsWith("\uFEFF") ? first.substring(1) : first;
        char separator = separator(names);
        List<String> header = cells(names, separator);
        Choice choice = choose.apply(header);
        List<String> columns = new ArrayList<>(choice.features());
        columns.addAll(choice.target());
        int[] positions = columns.stream()
                .mapToInt(name -> position(name, header, source))
                .toArray();
        float[] cells = new float[Math.max(1, positions.length) * 256];
        Map<Integer, String> complaints = new HashMap<>();
        int row = 0;
        int line = 1;
        for (String next = text.readLine(); next != null; next = text.readLine()) {
            line++;
            if (next.isBlank()) {
                continue;
            }
            int end = (row + 1) * positions.length;
            if (end > cells.length) {
                cells = Arrays.copyOf(cells, 2 * cells.length);
            }
            String complaint = parse(cells(next, separator), header, positions, cells, row * positions.length);
            if (!complaint.isEmpty()) {
                complaints.put(row, source + ":" + line + ": " + complaint);
            }
            row++;
        }
        return new Table(choice, Arrays.copyOf(cells, row * positions.length), complaints);
    }

    private static String parse(List<String> written, List<String> header, int[] positions, float[] cells, int at) {
        if (written.size() != header.size()) {
            Arrays.fill(cells, at, at + positions.length, Float.NaN);
            return written.size() + " cells, but the first line names " + header.size() + " columns";
        }
        String complaint = "";
        for (int i = 0; i < positions.length; i++) {
            String cell = written.get(positions[i]);
            cells[at + i] = number(cell);
            if (!Float.isFinite(cells[at + i]) && complaint.isEmpty()) {
                complaint = "column '" + header.get(positions[i]) + "' must be a finite number, found '" + cell
                        + "'; mend the cell or leave its row out";
            }
        }
        return complaint;
    }

    private static float number(String cell) {
        if (cell.endsWith("f") || cell.endsWith("d") || cell.endsWith("F") || cell.endsWith("D")) {
            return Float.NaN; // Java's suffixes, nobody else's
        }
        try {
            return Float.parseFloat(cell);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    private static int position(String name, List<String> header, String source) {
        int position = header.indexOf(name);
        if (position < 0) {
            throw new FormatException(source + " has no column '" + name + "'" + Names.suggestion(name, header)
                    + "; its columns are " + String.join(", ", header));
        }
        return position;
    }

    /** A comma; a semicolon or a tab where the names have no comma. */
    private static char separator(String names) {
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (names.indexOf(candidate) >= 0) {
                return candidate;
            }
        }
        return ',';
    }

    /** Cells without surrounding space; quoted ones may hold the separator, and a quote written twice. */
    private static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private int width() {
        return choice.features().size() + choice.target().size();
    }

    int rows() {
        return width() == 0 ? 0 : cells.length / width();
    }

    /** Refuses the first bad row among those that are used. */
    void requireClean(Partition partition) {
        if (complaints.isEmpty()) {
            return;
        }
        for (int[] part : List.of(partition.train(), partition.validation(), partition.test())) {
            for (int row : part) {
                String complaint = complaints.get(row);
                if (complaint != null) {
                    throw new FormatException(complaint);
                }
            }
        }
    }

    /** The feature columns, row-major. */
    float[] features() {
        return columns(0, choice.features().size());
    }

    /** The target columns, row-major. */
    float[] targets() {
        return columns(choice.features().size(), width());
    }

    private float[] columns(int from, int to) {
        float[] some = new float[rows() * (to - from)];
        for (int row = 0; row < rows(); row++) {
            System.arraycopy(cells, row * width() + from, some, row * (to - from), to - from);
        }
        return some;
    }
}
