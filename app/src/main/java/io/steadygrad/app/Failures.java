package io.steadygrad.app;

import io.steadygrad.spec.Names;
import io.steadygrad.store.StoreException;
import io.steadygrad.study.TrialRunner;
import io.steadygrad.yaml.InvalidFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what was thrown into one message on stderr and an exit code: the user's mistakes (a command line that does not
 * parse, {@link IllegalArgumentException}, files that are missing or closed to us) are 2, the rest is 1. A stack trace is
 * shown on request only.
 */
final class Failures {
    private Failures() {}

    static int onParameters(ParameterException wrong, String[] arguments) {
        CommandLine line = wrong.getCommandLine();
        PrintWriter err = line.getErr();
        String command = line.getCommandSpec().qualifiedName();
        if (wrong instanceof Steady.MissingCommand) {
            line.usage(err);
        } else {
            err.println(command + ": " + message(wrong) + "; '" + command + " --help' shows what there is");
        }
        err.flush();
        return Exit.WRONG_INPUT;
    }

    private static String message(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String written = unmatched.getUnmatched().get(0);
            CommandLine line = wrong.getCommandLine();
            if (written.startsWith("-") && written.length() > 1) {
                String name = written.contains("=") ? written.substring(0, written.indexOf('=')) : written;
                List<String> options = new ArrayList<>();
                for (OptionSpec option : line.getCommandSpec().options()) {
                    options.addAll(List.of(option.names()));
                }
                return "there is no option '" + name + "'" + Names.suggestion(name, options);
            }
            if (!line.getSubcommands().isEmpty()) {
                return "there is no command '" + written + "'"
                        + Names.suggestion(written, line.getSubcommands().keySet());
            }
            return "'" + written + "' is one argument too many";
        }
        String text = Objects.requireNonNullElse(wrong.getMessage(), "the command line is wrong");
        return Character.toLowerCase(text.charAt(0)) + text.substring(1).strip();
    }

    static int onExecution(Exception thrown, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        Throwable failure =
                thrown instanceof UncheckedIOException && thrown.getCause() != null ? thrown.getCause() : thrown;
        int code = isWrongInput(failure) ? Exit.WRONG_INPUT : Exit.FAILED;
        String command = line.getCommandSpec().qualifiedName();
        if (failure instanceof InvalidFileException invalid) {
            // file:line:column at the head of a line, where editors look for it
            invalid.problems().forEach(err::println);
            long errors = invalid.problems().stream()
                    .filter(problem -> !problem.warning())
                    .count();
            err.println(command + ": " + Words.count(errors, "error") + ", nothing was done");
        } else {
            err.println(command + ": " + describe(failure));
        }
        Object root = line.getCommandSpec().root().userObject();
        if (System.getenv("STEADY_DEBUG") != null || (root instanceof Steady steady && steady.debug())) {
            thrown.printStackTrace(err);
        } else if (code == Exit.FAILED && !speaksForItself(failure)) {
            err.println("(with --debug, or the environment variable STEADY_DEBUG set, the stack trace is shown)");
        }
        err.flush();
        return code;
    }

    static boolean isWrongInput(Throwable failure) {
        return failure instanceof IllegalArgumentException
                || failure instanceof NoSuchFileException
                || failure instanceof AccessDeniedException
                || failure instanceof NotDirectoryException
                || failure instanceof FileAlreadyExistsException;
    }

    /** Its message says what happened and what to do; a stack trace would add nothing. */
    private static boolean speaksForItself(Throwable failure) {
        return failure instanceof CommandFailure
                || failure instanceof StoreException
                || failure instanceof TrialRunner.CannotRun;
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return "there is no file or folder '" + message + "'";
        }
        if (failure instanceof AccessDeniedException) {
            return "'" + message + "': permission denied";
        }
        if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
            return "'" + message + "' is in the way: it exists and is not a folder";
        }
        if (failure instanceof FileSystemException file) {
            return "'" + file.getFile() + "': "
                    + Objects.requireNonNullElse(file.getReason(), "cannot be read or written");
        }
        if (failure instanceof IOException) {
            return "reading or writing failed: " + Objects.requireNonNullElse(message, failure.toString());
        }
        if (failure instanceof IllegalArgumentException || speaksForItself(failure)) {
            return Objects.requireNonNullElse(message, failure.toString());
        }
        return "failed unexpectedly: " + failure;
    }
}
