package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.Words;
import io.steadygrad.statistics.Holm;
import io.steadygrad.statistics.WilcoxonSignedRank;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be said about two runs: per configuration the paired Wilcoxon test, corrected after Holm over all configurations that were
 * tested, and the whole in sentences. Below six pairs no test can reach 5 %, so none is made; identical cells need none.
 */
final class Verdicts {

    private static final int FEWEST = 6;
    private static final double LEVEL = 0.05;

    private final RunDifference two;
    private final Map<CellPair, Gains> gains = new HashMap<>();

    Verdicts(RunDifference two) {
        this.two = two;
        List<CellPair> tested = two.cells().stream()
                .filter(pair -> pair.twins().size() >= FEWEST && !pair.identical())
                .toList();
        double[] raw = tested.stream()
                .mapToDouble(pair -> WilcoxonSignedRank.of(pair.gains()).p())
                .toArray();
        double[] corrected = Holm.adjust(raw);
        for (CellPair pair : two.cells()) {
            int test = tested.indexOf(pair);
            gains.put(pair, gains(pair, test < 0 ? null : raw[test], test < 0 ? null : corrected[test]));
        }
    }

    private static Gains gains(CellPair pair, @Nullable Double p, @Nullable Double holm) {
        int better = 0;
        int worse = 0;
        double[] all = pair.gains();
        for (double gain : all) {
            better += gain > 0 ? 1 : 0;
            worse += gain < 0 ? 1 : 0;
        }
        String verdict;
        if (pair.identical()) {
            verdict = "identical";
        } else if (all.length == 0) {
            verdict = "no pair of the same seed";
        } else if (better + worse == 0) {
            verdict = "same final metric";
        } else if (holm == null) {
            verdict = "too few pairs to tell";
        } else {
            verdict = holm > LEVEL ? "no difference shown" : better > worse ? "B is better" : "B is worse";
        }
        return new Gains(
                all.length,
                better,
                worse,
                all.length - better - worse,
                Gains.median(all, pair.metric().higherIsBetter()),
                p,
                holm,
                verdict);
    }

    Gains of(CellPair pair) {
        Gains found = gains.get(pair);
        if (found == null) {
            throw new IllegalArgumentException(
                    "not a pair of these two runs: " + pair.a().label());
        }
        return found;
    }

    /** A cell in words: method, and what surrounds it. */
    static String label(Cell cell) {
        return cell.label() + " \u00b7 " + cell.optimizer()
                + (cell.inputs().isEmpty() ? "" : " \u00b7 " + cell.inputs());
    }

    /** The comparison in a few sentences. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(identity());
        long reborn = two.cells().stream()
                .flatMap(pair -> pair.twins().stream())
                .filter(twin -> !twin.sameIdentity())
                .count();
        if (reborn > 0) {
            sentences.add(Words.count(reborn, "pair") + " of trials of the same method and seed "
                    + (reborn == 1 ? "has" : "have")
                    + " another identity: the configuration, the data, the budget, the engine or the threads changed.");
        }
        sentences.add("Only in A: " + Words.count(two.onlyA().size(), "trial") + "; only in B: "
                + Words.count(two.onlyB().size(), "trial") + ".");
        if (!two.cells().isEmpty()) {
            sentences.add(configurations());
        }
        sentences.add(environment());
        return sentences;
    }

    private static int size(Run run) {
        return run.trials().size() + run.tuning().size();
    }

    private String identity() {
        int same = two.twins().size();
        List<Twin> unequal =
                two.twins().stream().filter(twin -> !twin.identical()).toList();
        String start = "Of " + Words.count(size(two.a()), "trial") + " in A and " + size(two.b()) + " in B, ";
        if (same == 0) {
            return start + "none have the same identity.";
        }
        start += same + (same == 1 ? " has" : " have") + " the same identity";
        if (unequal.isEmpty()) {
            return start + ", and their numbers are identical to the last bit.";
        }
        Twin.Difference largest = unequal.stream()
                .flatMap(twin -> twin.differences().stream())
                .filter(difference -> Double.isFinite(difference.relative()))
                .max(Comparator.comparingDouble(Twin.Difference::relative))
                .orElse(null);
        return start + "; " + (same - unequal.size()) + " came to identical numbers and " + unequal.size()
                + " did not"
                + (largest == null
                        ? "."
                        : " (the largest difference is " + Words.number(largest.relative()) + " of the value, in "
                                + largest.what().replace('_', ' ') + ").");
    }

    private String configurations() {
        int all = two.cells().size();
        Map<String, Integer> verdicts = new HashMap<>();
        gains.values().forEach(gain -> verdicts.merge(gain.verdict(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        part(parts, verdicts, "identical", " identical");
        part(parts, verdicts, "B is better", " better in B");
        part(parts, verdicts, "B is worse", " worse in B");
        part(parts, verdicts, "same final metric", " with the same final metrics");
        part(parts, verdicts, "no difference shown", " without a difference that was shown");
        part(parts, verdicts, "too few pairs to tell", " with fewer than six pairs, too few to tell");
        part(parts, verdicts, "no pair of the same seed", " without a pair of the same seed");
        return "Both have " + Words.count(all, "configuration") + ": " + Words.list(parts, parts.size()) + ".";
    }

    private static void part(List<String> parts, Map<String, Integer> verdicts, String verdict, String words) {
        Integer count = verdicts.get(verdict);
        if (count != null) {
            parts.add(count + words);
        }
    }

    private String environment() {
        if (two.environment().isEmpty()) {
            return "The environments are the same.";
        }
        List<String> parts = new ArrayList<>();
        two.environment()
                .forEach((key, both) -> parts.add(key + " " + said(both.get(0)) + " \u2192 " + said(both.get(1))));
        return "The environments differ: " + Words.list(parts, 4) + ".";
    }

    private static String said(@Nullable String value) {
        return value == null ? "(not told)" : value;
    }
}
