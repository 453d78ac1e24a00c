package io.steadygrad.comparison;

import io.steadygrad.statistics.DivergenceFrontier;
import io.steadygrad.statistics.Quantiles;
import io.steadygrad.statistics.SuccessRate;
import io.steadygrad.statistics.UsableRates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers what a study says about learning rates: per workload, method and everything else, two rates or more. */
final class RateScans {
    private static final String RATE = "optimizer.lr";

    private RateScans() {}

    /** What stays the same over the rates; {@code optimizer} without its rate. */
    private record Key(
            String workload,
            String optimizer,
            List<String> preprocess,
            Map<String, Object> hyperparameters,
            String method,
            Map<String, Object> parameters) {}

    static List<LearningRates> of(String phase, List<Contender> contenders) {
        Map<Key, Map<Double, Contender>> scans = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            Setting setting = contender.setting();
            if (setting.hyperparameters().get(RATE) instanceof Number rate
                    && rate.doubleValue() > 0
                    && !contender.results().isEmpty()) {
                Map<String, Object> others = new LinkedHashMap<>(setting.hyperparameters());
                others.remove(RATE);
                Key key = new Key(
                        setting.workload(),
                        withoutRate(setting.optimizer()),
                        setting.preprocess(),
                        others,
                        contender.method(),
                        contender.parameters());
                scans.computeIfAbsent(key, unseen -> new TreeMap<>()).put(rate.doubleValue(), contender);
            }
        }
        List<LearningRates> all = new ArrayList<>();
        scans.forEach((key, byRate) -> {
            if (byRate.size() > 1) {
                all.add(scan(phase, key, byRate));
            }
        });
        return all;
    }

    private static String withoutRate(String optimizer) {
        return optimizer
                .replaceFirst("\\blr=[^,)]*(,\\s*)?", "")
                .replaceFirst(",\\s*\\)", ")")
                .replaceFirst("\\(\\s*\\)", "");
    }

    private static LearningRates scan(String phase, Key key, Map<Double, Contender> byRate) {
        List<LearningRates.Rate> points = new ArrayList<>();
        List<SuccessRate> reached = new ArrayList<>();
        List<SuccessRate> diverged = new ArrayList<>();
        List<Double> rates = List.copyOf(byRate.keySet());
        Yardstick yardstick = byRate.values().iterator().next().yardstick();
        byRate.forEach((rate, contender) -> {
            List<Result> results = contender.results();
            int n = results.size();
            int yes = (int) results.stream().filter(Result::reachedTarget).count();
            int no = (int) results.stream().filter(Result::diverged).count();
            reached.add(new SuccessRate(yes, n));
            diverged.add(new SuccessRate(no, n));
            double worth = new Quantiles(contender.worths()).median();
            points.add(new LearningRates.Rate(rate, n, yes, no, yardstick.higherIsBetter() ? worth : -worth));
        });
        DivergenceFrontier frontier = DivergenceFrontier.of(rates, diverged);
        LearningRates.Place place = Double.isNaN(frontier.half())
                ? LearningRates.Place.BELOW_TESTED
                : Double.isInfinite(frontier.half())
                        ? LearningRates.Place.ABOVE_TESTED
                        : LearningRates.Place.WITHIN_TESTED;
        LearningRates.Usable usable = yardstick.hasTarget() ? usable(UsableRates.of(rates, reached)) : null;
        return new LearningRates(
                phase,
                key.workload(),
                key.optimizer(),
                key.preprocess(),
                key.hyperparameters(),
                key.method(),
                key.parameters(),
                yardstick.metric(),
                points,
                usable,
                frontier.none(),
                frontier.half(),
                place,
                text(phase, key, rates, usable, frontier, place));
    }

    private static LearningRates.Usable usable(UsableRates rates) {
        return new LearningRates.Usable(rates.low(), rates.high(), rates.decades(), rates.openLow(), rates.openHigh());
    }

    private static String text(
            String phase,
            Key key,
            List<Double> rates,
            LearningRates.@Nullable Usable usable,
            DivergenceFrontier frontier,
            LearningRates.Place place) {
        StringBuilder text = new StringBuilder(phase.equals(LearningRates.TUNING) ? "in tuning on " : "on ");
        text.append(key.workload()).append(" with ").append(key.optimizer()).append(", ");
        text.append(PairText.name(key.method(), key.parameters()));
        if (usable != null && Double.isNaN(usable.low())) {
            text.append(" reached the target at no tested rate in half of the runs;");
        } else if (usable != null) {
            text.append(" works over ").append(usable.openLow() || usable.openHigh() ? "at least " : "");
            text.append(String.format(Locale.ROOT, "%.2f decades of learning rates, ", usable.decades()));
            text.append(PairText.number(usable.low())).append(" to ").append(PairText.number(usable.high()));
            text.append(';');
        }
        switch (place) {
            case BELOW_TESTED ->
                text.append(" more than half of the runs diverged at the smallest rate, ")
                        .append(PairText.number(rates.get(0)));
            case ABOVE_TESTED ->
                text.append(" at no rate up to ")
                        .append(PairText.number(rates.get(rates.size() - 1)))
                        .append(" did more than half of the runs diverge");
            case WITHIN_TESTED -> {
                text.append(" half of the runs diverge at about ").append(PairText.number(frontier.half()));
                text.append(" (between tested rates)");
                if (!Double.isNaN(frontier.none())) {
                    text.append(", none up to ").append(PairText.number(frontier.none()));
                }
            }
        }
        return text.toString();
    }
}
