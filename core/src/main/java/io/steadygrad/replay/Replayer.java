package io.steadygrad.replay;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.gradient.Subset;
import io.steadygrad.method.Action;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Guard;
import io.steadygrad.method.Method;
import io.steadygrad.method.Nesting;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import io.steadygrad.plan.Plan;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lets the methods of a chain decide about one recorded step after the other, as the executor does about gradients. */
final class Replayer {
    private final Trace trace;
    private final Plan plan;
    private final MethodNames names;
    private final Remembered memory;
    private final Magnitudes magnitudes;
    private final List<ReplayedStep> steps = new ArrayList<>();
    private boolean approximate;
    private boolean gaveUp;

    private record Answer(Method method, State state, Recorded seen, Decision decision) {}

    Replayer(Plan plan, MethodNames names, Trace trace) {
        this.trace = trace;
        this.plan = plan;
        this.names = names;
        this.memory = Remembered.of(plan);
        this.magnitudes = new Magnitudes(plan, names);
        Requirements.check(plan, names);
    }

    /** The parameters of a trace; shapes are not recorded, so each stands as one number. */
    static Layout layout(Trace trace) {
        Trace.Tensors tensors = trace.tensors();
        return new Layout(IntStream.range(0, tensors.names().size())
                .mapToObj(t ->
                        new Parameter(tensors.names().get(t), tensors.layers().get(t), List.of(1L), 0, "default"))
                .toList());
    }

    void run() {
        Trace.Steps recorded = trace.steps();
        long[] rowStep = trace.tensors().step();
        int row = -1;
        for (int i = 0; i < recorded.size() && !gaveUp; i++) {
            while (row + 1 < rowStep.length && rowStep[row + 1] <= recorded.step()[i]) {
                row++;
            }
            double norm = recorded.normBefore()[i];
            RecordedTensors tensors = new RecordedTensors(
                    trace.tensors(), row, row >= 0 && covers(row) > 1, norm, () -> approximate = true);
            Step step = new Step(
                    recorded.step()[i], null, present(recorded.loss()[i]), present(recorded.learningRate()[i]));
            steps.add(step(new Recorded(plan.layout(), tensors, norm), step));
        }
    }

    private static @Nullable Double present(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /** How many steps a row covers, as far as that matters: the first step after the row's own, if it has none of its own. */
    private int covers(int row) {
        long[] rowStep = trace.tensors().step();
        long[] step = trace.steps().step();
        int own = Arrays.binarySearch(step, rowStep[row]);
        int next = (own < 0 ? -own - 1 : own) + 1;
        boolean another = next < step.length && (row + 1 == rowStep.length || step[next] < rowStep[row + 1]);
        return another ? 2 : 1;
    }

    private ReplayedStep step(Recorded before, Step step) {
        List<Answer> answers = new ArrayList<>();
        Recorded[] known = {before};
        Decision.Verdict verdict = ask(plan, memory, known, step, answers);
        boolean accepted = verdict == Decision.Verdict.CONTINUE;
        gaveUp = verdict == Decision.Verdict.FAIL;
        for (Answer answer : answers) {
            named(answer.method(), () -> {
                answer.method().learn(answer.seen(), answer.decision(), accepted, answer.state(), step);
                return true;
            });
        }
        Recorded after = accepted ? known[0] : before;
        boolean engaged = accepted
                && answers.stream().anyMatch(answer -> answer.decision().engaged() != null);
        double threshold = answers.stream()
                .map(Answer::decision)
                .filter(decision -> engaged && decision.engaged() != null)
                .mapToDouble(Decision::threshold)
                .findFirst()
                .orElse(Double.NaN);
        return new ReplayedStep(
                step.index(),
                accepted,
                engaged,
                after.factor(),
                threshold,
                before.globalNorm(),
                after.normOrNaN(),
                reason(answers));
    }

    private Decision.Verdict ask(Plan asked, Remembered states, Recorded[] known, Step step, List<Answer> answers) {
        for (int i = 0; i < asked.methods().size(); i++) {
            Method method = asked.methods().get(i);
            Recorded now = known[0];
            Decision.Verdict verdict;
            if (method instanceof Nesting nesting) {
                verdict = nesting.activeAt(step)
                        ? askBranches(asked, i, states, known, step, answers)
                        : Decision.Verdict.CONTINUE;
            } else {
                State state = states.states().get(i);
                Decision decision = named(method, () -> {
                    magnitudes.see(method, now, steps.size());
                    return method.decide(now, state, step);
                });
                answers.add(new Answer(method, state, now, decision));
                verdict = decision.verdict();
                known[0] = named(method, () -> follow(now, decision.actions(), names.of(method)));
            }
            if (verdict != Decision.Verdict.CONTINUE) {
                return verdict;
            }
        }
        return Decision.Verdict.CONTINUE;
    }

    private Decision.Verdict askBranches(
            Plan asked, int i, Remembered states, Recorded[] known, Step step, List<Answer> answers) {
        for (int b = 0; b < asked.branches(i).size(); b++) {
            Plan branch = asked.branches(i).get(b);
            Subset subset = branch.subset();
            if (subset.size() == 0) {
                continue;
            }
            int[] members = IntStream.range(0, subset.size())
                    .map(t -> asked.subset().local(subset.whole(t)))
                    .toArray();
            Recorded[] inside = {known[0].part(branch.layout(), members)};
            Decision.Verdict verdict = ask(branch, states.branches().get(i).get(b), inside, step, answers);
            if (verdict != Decision.Verdict.CONTINUE) {
                return verdict;
            }
            known[0] = known[0].with(inside[0], members);
        }
        return Decision.Verdict.CONTINUE;
    }

    /** Runs a part of a method and says whose fault it is when the trace does not suffice. */
    private <T> T named(Method method, Supplier<T> part) {
        try {
            return part.get();
        } catch (MissingStatistic missing) {
            throw names.refusal(method, String.valueOf(missing.getMessage()));
        } catch (IllegalArgumentException absent) {
            throw new NotReplayableException(names.of(method) + " cannot be replayed: " + absent.getMessage());
        }
    }

    private static Recorded follow(Recorded now, List<Action> actions, String method) {
        Recorded known = now;
        for (Action action : actions) {
            if (action instanceof Action.Scale scale) {
                boolean plain = scale.scope() != Scope.UNIT && scale.divisors() == null;
                known = plain ? known.scaled(scale.scope(), scale.factors()) : known.unknown(method);
            } else if (action instanceof Action.Band band) {
                known = known.clamped(band, method);
            } else if (action instanceof Action.ScaleAbove) {
                known = known.unknown(method);
            } else if (action instanceof Action.ReplaceNaN) {
                throw new MissingStatistic(
                        "to tell NaN from infinity at a step that is not finite, and a trace counts both as one");
            } else if (!(action instanceof Action.ResetMoments)) {
                throw new MissingStatistic("the gradients themselves: it changes every entry by an amount of its own");
            }
        }
        return known;
    }

    private String reason(List<Answer> answers) {
        StringBuilder reason = new StringBuilder();
        for (Answer answer : answers) {
            String own = answer.decision().reason();
            if (answer.method() instanceof Guard && answer.seen().anyNonFinite() && !own.isEmpty()) {
                own = "the gradient is not finite";
            }
            if (!own.isEmpty()) {
                reason.append(reason.isEmpty() ? "" : "; ")
                        .append(names.of(answer.method()))
                        .append(": ")
                        .append(own);
            }
        }
        return reason.toString();
    }

    List<ReplayedStep> steps() {
        return steps;
    }

    boolean approximate() {
        return approximate;
    }

    boolean gaveUp() {
        return gaveUp;
    }

    Magnitudes magnitudes() {
        return magnitudes;
    }
}
