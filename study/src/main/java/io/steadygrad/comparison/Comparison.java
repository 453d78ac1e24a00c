package io.steadygrad.comparison;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One entry of {@code comparisons} in summary.json; its {@code kind} says which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PairComparison.class, name = "pair"),
    @JsonSubTypes.Type(value = Ranking.class, name = "ranking"),
    @JsonSubTypes.Type(value = Profile.class, name = "profile"),
    @JsonSubTypes.Type(value = LearningRates.class, name = "learning_rates")
})
public sealed interface Comparison permits PairComparison, Ranking, Profile, LearningRates {

    /** What it says, in a sentence. */
    String text();
}
