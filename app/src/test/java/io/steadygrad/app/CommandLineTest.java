package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.Page;
import io.steadygrad.handbook.Handbook;
import io.steadygrad.optimizer.OptimizerCatalog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int steady(String... arguments) {
        return Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    static Stream<String> commands() {
        return commandLine().getSubcommands().keySet().stream();
    }

    private static CommandLine commandLine() {
        return Steady.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpOfEachCommandListsAllItsOptions(String command) {
        assertThat(steady(command, "--help")).isZero();
        assertThat(err.toString()).isEmpty();
        CommandLine line = commandLine().getSubcommands().get(command);
        assertThat(out.toString()).contains("steady " + command);
        for (OptionSpec option : line.getCommandSpec().options()) {
            assertThat(out.toString()).contains(option.longestName());
            assertThat(option.description())
                    .as("description of %s", option.longestName())
                    .isNotEmpty();
        }
    }

    @Test
    void helpListsEveryCommandAndTheExitCodes() {
        assertThat(steady("--help")).isZero();
        assertThat(out.toString())
                .contains("run", "check", "init", "report", "methods", "doctor", "generate-completion")
                .contains("130");
    }

    @ParameterizedTest
    @CsvSource({
        "rnu, steady: there is no command 'rnu' (did you mean 'run'?)",
        "--vresion, steady: there is no option '--vresion' (did you mean '--version'?)",
        "frobnicate, steady: there is no command 'frobnicate'; ",
    })
    void namesTheNearestCommandOrOption(String written, String message) {
        assertThat(steady(written)).isEqualTo(2);
        assertThat(err.toString()).startsWith(message).contains("'steady --help' shows what there is");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anOptionIsComparedWithThoseOfItsCommand() {
        assertThat(steady("init", "--debgu")).isEqualTo(2);
        assertThat(err.toString()).startsWith("steady init: there is no option '--debgu' (did you mean '--debug'?)");
    }

    @Test
    void anArgumentTooManyIsNamed() {
        assertThat(steady("init", "a.yaml", "b.yaml")).isEqualTo(2);
        assertThat(err.toString()).startsWith("steady init: 'b.yaml' is one argument too many");
    }

    @Test
    void aloneItShowsTheOverviewOnStandardError() {
        assertThat(steady()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: steady").contains("Commands:");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void initWritesAStudyOnceAndNeverOverwrites(@TempDir Path folder) throws Exception {
        Path study = folder.resolve("mine.yaml");
        assertThat(steady("init", study.toString())).isZero();
        assertThat(out.toString()).contains("steady run " + study);
        String written = Files.readString(study);
        assertThat(written).contains("workloads:").contains("methods:");

        Files.writeString(study, "precious");
        assertThat(steady("init", study.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("exists and is left as it is");
        assertThat(study).hasContent("precious");
    }

    @Test
    void initSaysWhichFolderIsMissing(@TempDir Path folder) {
        assertThat(steady("init", folder.resolve("none/study.yaml").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("'" + folder.resolve("none") + "' does not exist");
    }

    @Test
    void methodsListsEveryMethodAndOptimizerWithItsDefaults() {
        assertThat(steady("methods")).isZero();
        assertThat(out.toString())
                .contains("clip_by_global_norm(max_norm, norm=l2)", "article(gamma=0.1, reading=element)")
                .contains("adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8");
    }

    @Test
    void methodsListsThemInTheChaptersOfTheHandbook() {
        assertThat(steady("methods")).isZero();
        assertThat(out.toString()).contains(Handbook.chapters().keySet());
        assertThat(out.toString().lines().filter(line -> line.length() > 80)).isEmpty();
        assertThat(out.toString().indexOf("Adaptive thresholds"))
                .isBetween(out.toString().indexOf("  amplify("), out.toString().indexOf("  autoclip("));
    }

    @Test
    void anAliasShowsTheBandThatItStandsForAndItsParametersInColumns() {
        assertThat(steady("methods", "clip_by_norm")).isZero();
        assertThat(out.toString())
                .contains("clip_by_norm(1, scope=layer)", "= band(low=0.0, high=1.0, scope=layer)")
                .contains("  max_norm      the largest norm of a group, above 0", "  norm=l2       how a group");
    }

    @ParameterizedTest
    @CsvSource({"cosine, half a cosine", "scope, One parameter.", "norm, max |g_i|", "expressions, argument = [key"})
    void schedulesAndTheWordsOfExpressionsHavePagesToo(String name, String part) {
        assertThat(steady("methods", name)).isZero();
        assertThat(out.toString()).startsWith(name).contains(part);
        assertThat(out.toString().lines().filter(line -> line.length() > 80)).isEmpty();
    }

    static Stream<String> catalogue() {
        return Stream.concat(MethodCatalog.methods().names().stream(), OptimizerCatalog.optimizers().names().stream());
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void theCatalogueHasAPageOfItsOwnForEachName(String name) {
        assertThat(steady("methods", name)).isZero();
        assertThat(out.toString()).startsWith(name);
        Page page = page(name);
        assertThat(page.summary()).isNotEmpty();
        assertThat(catalogue().filter(other -> page(other).summary().equals(page.summary())))
                .as("names with this summary")
                .containsExactly(name);
    }

    private static Page page(String name) {
        return MethodCatalog.methods().names().contains(name) ? MethodCatalog.page(name) : OptimizerCatalog.page(name);
    }

    @Test
    void oneMethodComesWithFormulaEdgeCasesAndSource() {
        assertThat(steady("methods", "article")).isZero();
        assertThat(out.toString()).contains("g' = g * gamma / max|g|", "Edges", "Zero stays zero", "Source");
    }

    @Test
    void aMisspelledMethodIsNamedWithTheNearestOne() {
        assertThat(steady("methods", "clip_by_valu")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("steady methods: there is no method or optimizer 'clip_by_valu'"
                        + " (did you mean 'clip_by_value'?); 'steady methods' lists them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "two", "1.5", ""})
    void workersAreANumberOrAuto(String workers) {
        assertThat(steady("run", "study.yaml", "--workers", workers)).isEqualTo(2);
        assertThat(err.toString())
                .contains("--workers")
                .contains("from 1 to 9999 or 'auto'")
                .contains("'" + workers + "'");
    }

    @Test
    void completionIsAScriptThatBashUnderstands() throws Exception {
        assertThat(steady("generate-completion")).isZero();
        assertThat(out.toString()).contains("_complete_steady");
        SteadyProcess.Outcome parsed = SteadyProcess.pipe(out.toString(), "bash", "-n");
        assertThat(parsed.out()).isEmpty();
        assertThat(parsed.exit()).isZero();
    }

    @Test
    void doctorFindsThisMachineFit() {
        assertThat(steady("doctor")).isZero();
        assertThat(out.toString())
                .contains("LibTorch", "SQLite", "memory", "cores", "cache", System.getProperty("java.home"))
                .doesNotContain("FAIL");
    }
}
