package io.steadygrad.study;

import java.util.List;

/** A sentence that a study tests, with what would have to be seen if it were true. */
public record Claim(String says, List<Expectation> expect) {
    public Claim {
        expect = List.copyOf(expect);
    }
}
