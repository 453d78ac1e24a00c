package io.steadygrad.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command's entry: parses the line, runs one subcommand, and turns its outcome into an {@linkplain Exit exit code}. */
@Command(
        name = "steady",
        description = "Keeps deep-learning training stable: controls and observes gradients, and proves what helps.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Versions.class,
        subcommands = {
            RunCommand.class,
            RankCommand.class,
            CheckCommand.class,
            InitCommand.class,
            ReportCommand.class,
            DiagnoseCommand.class,
            ReplayCommand.class,
            RerunCommand.class,
            ExportCommand.class,
            MethodsCommand.class,
            ExplainCommand.class,
            ApplyCommand.class,
            ObserveCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done",
            "  1:something failed, or a study's results miss what it accepts",
            "  2:the input is wrong; the message says what and where",
            "130:stopped by Ctrl-C; everything finished so far is kept"
        },
        footerHeading = "%nTo start: ",
        footer = "steady init; steady run study.yaml")
public final class Steady implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions of steady, Java and the engine, and exit.")
    private boolean version;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error (also: environment variable STEADY_DEBUG).")
    private boolean debug;

    /** Parsed by picocli; not for anyone else. */
    @SuppressWarnings("NullAway.Init")
    Steady() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs one command line and returns its exit code; prints to the process's own streams. */
    static int execute(String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code;
        try {
            code = commandLine(out, err).execute(arguments);
        } catch (OutOfMemoryError e) {
            err.println("steady: out of memory (" + e.getMessage()
                    + "); a smaller model, batch or data set would help, or more of it: STEADY_OPTS=-Xmx8g");
            code = Exit.FAILED;
        }
        out.flush();
        err.flush();
        return code;
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Steady());
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().usageMessage().parameterListHeading("%n").optionListHeading("%nOptions:%n");
        }
        return line.setOut(out)
                .setErr(err)
                .setUsageHelpWidth(Terminal.helpWidth())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        Terminal.OUT.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler(Failures::onParameters)
                .setExecutionExceptionHandler(Failures::onExecution);
    }

    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        throw new MissingCommand(spec.commandLine());
    }

    /** {@code steady} alone: shown as the overview, but not a success. */
    static final class MissingCommand extends CommandLine.ParameterException {
        private static final long serialVersionUID = 1L;

        MissingCommand(CommandLine line) {
            super(line, "a command is missing");
        }
    }
}
