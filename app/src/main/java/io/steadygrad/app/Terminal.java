package io.steadygrad.app;

import java.io.Console;

/**
 * One of the process's two output streams: does a person look at it, and may it be coloured? The launcher knows (it asks
 * the shell) and says so in system properties; without it the JVM's console decides.
 */
enum Terminal {
    OUT("steady.terminal.out"),
    ERR("steady.terminal.err");

    private final boolean interactive;

    Terminal(String property) {
        String told = System.getProperty(property);
        this.interactive = told != null ? Boolean.parseBoolean(told) : consoleIsTerminal();
    }

    boolean interactive() {
        return interactive;
    }

    /** See no-color.org: any value but the empty one switches colours off. */
    boolean colours() {
        String noColor = System.getenv("NO_COLOR");
        return interactive && (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    String red(String text) {
        return coloured(31, text);
    }

    String green(String text) {
        return coloured(32, text);
    }

    String yellow(String text) {
        return coloured(33, text);
    }

    String bold(String text) {
        return coloured(1, text);
    }

    private String coloured(int code, String text) {
        return colours() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Width of the terminal as the launcher or the shell tells it; 80 when neither does. */
    static int columns() {
        for (String told : new String[] {System.getProperty("steady.terminal.columns"), System.getenv("COLUMNS")}) {
            if (told != null && told.matches("[1-9][0-9]{0,3}")) {
                return Math.max(20, Integer.parseInt(told));
            }
        }
        return 80;
    }

    /** Columns for help texts: those of the terminal, within what reads well. */
    static int helpWidth() {
        return Math.max(60, Math.min(100, columns()));
    }

    /** From JDK 22 on there is a console even when both streams are files; its isTerminal() tells, which 17 lacks. */
    private static boolean consoleIsTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderThan22) {
            return true;
        }
    }
}
