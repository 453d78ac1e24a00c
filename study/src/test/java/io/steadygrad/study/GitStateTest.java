package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitStateTest {
    private static final String NO_GIT = "there-is-no-such-command";

    @TempDir
    Path folder;

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path committed() throws IOException, InterruptedException {
        Path study = Files.createDirectories(folder.resolve("studies")).resolve("study.yaml");
        Files.writeString(study, "study: a\n");
        git("init", "-q", "-b", "main");
        git("add", ".");
        git("commit", "-q", "-m", "first");
        return study;
    }

    private String head() throws IOException {
        return Files.readString(folder.resolve(".git/refs/heads/main")).strip();
    }

    @Test
    void aCommittedStudyIsClean() throws Exception {
        Path study = committed();
        assertThat(GitState.of(study)).contains(new GitState(head(), false));
    }

    @Test
    void aChangedFileMakesItDirty() throws Exception {
        Path study = committed();
        Files.writeString(study, "study: b\n");
        assertThat(GitState.of(study)).contains(new GitState(head(), true));
    }

    @Test
    void resultsThatGitDoesNotTrackLeaveItClean() throws Exception {
        Path study = committed();
        Files.writeString(folder.resolve("results"), "x");
        assertThat(GitState.of(study)).contains(new GitState(head(), false));
    }

    @Test
    void aStudyThatGitDoesNotTrackIsNotHeldByTheCommit() throws Exception {
        committed();
        Path other = Files.writeString(folder.resolve("other.yaml"), "study: c\n");
        assertThat(GitState.of(other)).contains(new GitState(head(), true));
    }

    @Test
    void withoutGitTheCommitIsReadFromItsFiles() throws Exception {
        Path study = committed();
        String head = head();
        assertThat(GitState.of(study, NO_GIT)).contains(new GitState(head, null));

        git("pack-refs", "--all");
        assertThat(GitState.of(study, NO_GIT)).as("packed").contains(new GitState(head, null));

        git("checkout", "-q", "--detach");
        assertThat(GitState.of(study, NO_GIT)).as("detached").contains(new GitState(head, null));
    }

    @Test
    void aLinkedWorkTreeHasTheCommitOfItsOwnBranch(@TempDir Path elsewhere) throws Exception {
        committed();
        String first = head();
        Path linked = elsewhere.resolve("linked");
        git("worktree", "add", "-q", linked.toString(), "-b", "side");
        Files.writeString(folder.resolve("more"), "x");
        git("add", ".");
        git("commit", "-q", "-m", "second");
        Path study = linked.resolve("studies/study.yaml");
        assertThat(GitState.of(study)).contains(new GitState(first, false));
        assertThat(GitState.of(study, NO_GIT)).contains(new GitState(first, null));
    }

    @Test
    void whereThereIsNoRepositoryThereIsNothing() throws Exception {
        Path study = Files.writeString(folder.resolve("study.yaml"), "study: a\n");
        assertThat(GitState.of(study)).isEmpty();
        assertThat(GitState.of(study, NO_GIT)).isEmpty();
        assertThat(GitState.of(folder.resolve("gone/study.yaml"))).isEmpty();
    }

    @Test
    void aRepositoryWithoutACommitHasNone() throws Exception {
        git("init", "-q", "-b", "main");
        assertThat(GitState.of(folder.resolve("study.yaml"))).isEmpty();
    }
}
