package io.steadygrad.data;

import java.util.List;

/** What {@code target:} means when it names no column or array. */
final class Target {
    /** The inputs are to be reconstructed. */
    static final String INPUTS = "inputs";

    private Target() {}

    static boolean isInputs(List<String> target) {
        return target.equals(List.of(INPUTS));
    }

    /** For sources whose own targets can only be kept or replaced by the inputs. */
    static void requireInputsOrNone(String source, String target) {
        if (!target.isEmpty() && !target.equals(INPUTS)) {
            throw new IllegalArgumentException("'target' of " + source
                    + " can only be 'inputs' (reconstruction) or left out, not '" + target + "'");
        }
    }
}
