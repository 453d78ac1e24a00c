package io.steadygrad.testkit;

import io.steadygrad.method.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All laws of gradient methods. */
public final class Contract {
    static final List<Law> LAWS = Stream.of(
                    FiniteLaws.ALL, HistoryLaws.ALL, SamenessLaws.ALL, ReportLaws.ALL, ClaimLaws.ALL)
            .flatMap(List::stream)
            .toList();

    private Contract() {}

    static Stream<Law> laws(Subject subject) {
        return LAWS.stream().filter(law -> law.binds().test(subject));
    }

    /** The names of the laws that a method breaks, each with what was found; empty for a sound method. */
    public static List<String> violations(Method method) {
        Subject subject = Subject.of(method);
        List<String> broken = new ArrayList<>();
        laws(subject).forEach(law -> {
            try {
                law.check().accept(subject);
            } catch (AssertionError | RuntimeException e) {
                broken.add(law.name() + ": " + e.getMessage());
            }
        });
        return broken;
    }
}
