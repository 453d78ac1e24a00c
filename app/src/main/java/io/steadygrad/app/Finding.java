package io.steadygrad.app;

import java.util.Locale;

/** One thing that {@code steady doctor} looked at. */
record Finding(Health health, String what, String found) {
    enum Health {
        OK,
        WARNING,
        ILL
    }

    static Finding ok(String what, String found) {
        return new Finding(Health.OK, what, found);
    }

    static Finding warning(String what, String found) {
        return new Finding(Health.WARNING, what, found);
    }

    static Finding ill(String what, String found) {
        return new Finding(Health.ILL, what, found);
    }

    String line(Terminal terminal) {
        String mark = switch (health) {
            case OK -> terminal.green("ok  ");
            case WARNING -> terminal.yellow("warn");
            case ILL -> terminal.red("FAIL");
        };
        return mark + String.format(Locale.ROOT, "  %-10s %s", what, found);
    }
}
