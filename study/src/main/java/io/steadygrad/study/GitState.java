package io.steadygrad.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What git knows of a study file's folder. Without git, or where it refuses to work, the commit is read from its files.
 *
 * @param commit the one that is checked out, its whole hash
 * @param dirty whether the commit does not hold what was run: a tracked file differs from it, or git does not track the study
 *     file itself; null where git could not be asked
 */
record GitState(String commit, @Nullable Boolean dirty) {
    private static final int PATIENCE_SECONDS = 10;

    /** The state of the work tree that the file lies in; nothing outside of one, or before its first commit. */
    static Optional<GitState> of(Path file) {
        return of(file, "git");
    }

    /** @param git the command */
    static Optional<GitState> of(Path file, String git) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        String commit = ask(git, folder, "rev-parse", "--verify", "HEAD");
        if (commit == null) {
            return head(folder).map(head -> new GitState(head, null));
        }
        String changed = ask(git, folder, "status", "--porcelain", "--untracked-files=no");
        if (changed == null) { // inside .git itself, or a bare repository
            return Optional.empty();
        }
        String name = absolute.getFileName().toString();
        boolean tracked = ask(git, folder, "ls-files", "--error-unmatch", "--", name) != null;
        return Optional.of(new GitState(commit, !tracked || !changed.isEmpty()));
    }

    /** What git prints; null where it fails, or is not there. */
    private static @Nullable String ask(String git, Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(git));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        // Inside a hook such variables speak of another repository.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> output(process));
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            return process.exitValue() == 0 ? text.join() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commit that .git/HEAD leads to. */
    private static Optional<String> head(Path folder) {
        for (Path above = folder; above != null; above = above.getParent()) {
            Path git = above.resolve(".git");
            try {
                if (Files.isRegularFile(git)) { // of a linked work tree or a submodule: "gitdir: elsewhere"
                    git = above.resolve(Files.readString(git).strip().replaceFirst("^gitdir: *", ""));
                }
                if (Files.isRegularFile(git.resolve("HEAD"))) {
                    String head = Files.readString(git.resolve("HEAD")).strip();
                    return head.startsWith("ref: ")
                            ? reference(git, head.substring(5).strip())
                            : commit(head);
                }
            } catch (IOException | InvalidPathException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> reference(Path git, String name) throws IOException {
        Path shared = Files.isRegularFile(git.resolve("commondir"))
                ? git.resolve(Files.readString(git.resolve("commondir")).strip())
                : git;
        for (Path home : List.of(git, shared)) {
            if (Files.isRegularFile(home.resolve(name))) {
                return commit(Files.readString(home.resolve(name)).strip());
            }
        }
        Path packed = shared.resolve("packed-refs");
        if (!Files.isRegularFile(packed)) {
            return Optional.empty();
        }
        return Files.readAllLines(packed).stream()
                .filter(line -> line.endsWith(" " + name))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .flatMap(GitState::commit);
    }

    private static Optional<String> commit(String text) {
        return Optional.of(text).filter(hash -> hash.matches("[0-9a-f]{40,64}"));
    }
}
