package io.steadygrad.study;

import io.steadygrad.spec.Names;
import java.util.Collection;

/** What is said of a name that is not there. */
final class Unknown {
    private Unknown() {}

    /** {@code there is no workload 'circl' (did you mean 'circle'?)}, or the list of those that are. */
    static String message(String kind, String written, Collection<String> valid) {
        String suggestion = Names.suggestion(written, valid);
        return "there is no " + kind + " '" + written + "'"
                + (suggestion.isEmpty() ? "; there are " + String.join(", ", valid) : suggestion);
    }
}
