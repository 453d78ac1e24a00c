package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("launcher")
class LauncherTest {
    @TempDir
    private Path folder;

    @Test
    void showsItsVersionsWithoutBuildingAgain() throws Exception {
        Outcome outcome = SteadyProcess.in(folder).run("--version");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .startsWith("steady ")
                .contains("Java " + System.getProperty("java.version"))
                .contains("LibTorch 2.");
    }

    @Test
    void worksThroughASymbolicLinkInAFolderWithSpaces() throws Exception {
        Path spaced = Files.createDirectory(folder.resolve("a folder with spaces"));
        Path direct =
                Files.createSymbolicLink(spaced.resolve("direct link"), SteadyProcess.REPOSITORY.resolve("steady"));
        Path chained = Files.createSymbolicLink(folder.resolve("chained"), Path.of("a folder with spaces/direct link"));
        for (Path link : new Path[] {direct, chained}) {
            Outcome outcome = SteadyProcess.in(spaced).launcher(link).run("--version");
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.exit()).isZero();
        }
    }

    @Test
    void refusesAJavaHomeThatIsNoJdk() throws Exception {
        Outcome outcome =
                SteadyProcess.in(folder).with("JAVA_HOME", folder.toString()).run("--version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("JAVA_HOME")
                .contains(folder.toString())
                .contains("17");
    }

    @Test
    void refusesAJavaHomeThatIsTooOld() throws Exception {
        Path old = jdk("old", "11.0.2");
        Outcome outcome =
                SteadyProcess.in(folder).with("JAVA_HOME", old.toString()).run("--version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("Java 11.0.2").contains("17 or newer");
    }

    @Test
    void takesTheNewestJdkItFinds() throws Exception {
        Path java = folder.resolve(".sdkman/candidates/java");
        for (String version : new String[] {"1.8.0_392", "17.0.15", "99.0.10", "99.0.9", "98-ea"}) {
            jdk(".sdkman/candidates/java/" + version, version);
        }
        Outcome outcome = SteadyProcess.in(folder)
                .with("JAVA_HOME", "")
                .with("HOME", folder.toString())
                .run("--version");
        assertThat(outcome.out()).isEqualTo("this is " + java.resolve("99.0.10") + "\n");
    }

    @Test
    void knowsTheMethodsOfJarsAndFoldersOnItsClassPath() throws Exception {
        Path source = Files.writeString(folder.resolve("Halve.java"), """
                package com.example;
                import io.steadygrad.expression.MethodProvider;
                import io.steadygrad.gradient.Scope;
                import io.steadygrad.measure.Measurements;
                import io.steadygrad.method.*;
                import io.steadygrad.spec.Default;
                import java.util.List;
                /**
                 * Takes a share of every gradient.
                 *
                 * <pre>g' = share * g</pre>
                 */
                public record Halve(@Default("0.5") double share) implements Method {
                    public static final class Provider implements MethodProvider {
                        public List<Class<? extends Method>> methods() { return List.of(Halve.class); }
                    }
                    public Effect effect() { return Effect.SCALES_TENSORS; }
                    public Decision decide(Measurements now, State state, Step step) {
                        return Decision.act(
                                new Action.Scale(Scope.GLOBAL, new double[] {share}, null),
                                new Decision.Engaged(Scope.GLOBAL, new int[] {0}), Double.NaN, "always");
                    }
                }
                """);
        Path classes = Files.createDirectory(folder.resolve("my classes"));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.steadygrad.expression.MethodProvider"), "com.example.Halve$Provider\n");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-parameters", "-d", classes.toString(), source.toString());
        assertThat(compiled).isZero();

        SteadyProcess steady = SteadyProcess.in(folder).with("STEADY_CLASSPATH", "absent.jar:my classes");
        assertThat(steady.run("methods").out()).contains("halve(share=0.5)").contains("clip_by_norm(");
        Outcome page = steady.run("methods", "halve");
        assertThat(page.out().strip())
                .as("signature only: no source beside the class")
                .isEqualTo("halve(share=0.5)");
        Files.copy(source, classes.resolve("com/example/Halve.java"));
        assertThat(steady.run("methods", "halve").out())
                .contains("Takes a share of every gradient.")
                .contains("g' = share * g");

        Files.writeString(services.resolve("io.steadygrad.expression.MethodProvider"), "com.example.Misspelt\n");
        Outcome broken = steady.run("methods");
        assertThat(broken.exit()).isEqualTo(2);
        assertThat(broken.err()).contains("com.example.Misspelt").doesNotContain("\tat ");
    }

    @Test
    void startsWithinItsBudget() throws Exception {
        SteadyProcess.in(folder).run("methods");
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            assertThat(SteadyProcess.in(folder).run("methods").exit()).isZero();
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void aBuildThatFailsEndsWithItsLogAndExitCodeOne() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mvn")), "needs Maven on the PATH");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.copy(SteadyProcess.REPOSITORY.resolve("steady"), copy.resolve("steady"));
        Files.writeString(copy.resolve("pom.xml"), "<project>this is no project</project>");
        Outcome outcome =
                SteadyProcess.in(folder).launcher(copy.resolve("steady")).run("--version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("building")
                .contains("ERROR")
                .contains("the build failed")
                .contains("build.log");
        assertThat(outcome.out()).isEmpty();
    }

    /** A folder that looks like a JDK; its {@code java} only tells where it is. */
    private Path jdk(String name, String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
        for (String tool : new String[] {"java", "javac"}) {
            Files.writeString(bin.resolve(tool), "#!/bin/sh\necho \"this is $(dirname \"$(dirname \"$0\")\")\"\n");
            Files.setPosixFilePermissions(bin.resolve(tool), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(bin.resolveSibling("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return folder.resolve(name);
    }
}
