package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.method.Claim;
import io.steadygrad.method.Method;
import io.steadygrad.testkit.BrokenMethods.Sound;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every law has a method that breaks it, and is caught. */
class ContractTest {
    private record Case(String law, Supplier<Method> broken) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "finite gradients stay finite at every scale and in every type",
                    BrokenMethods.DividesByTheSquare::new),
            new Case("a zero gradient stays zero", BrokenMethods.Shifts::new),
            new Case("float32 and float64 agree", BrokenMethods.MagnifiesRounding::new),
            new Case(
                    "a model without parameters, of one element or with an empty tensor is controlled like any other",
                    BrokenMethods.LooksAtTheFirstParameter::new),
            new Case("a non-finite step changes nothing later", BrokenMethods.LearnsFromRejectedSteps::new),
            new Case(
                    "what is not finite never stays in the state, even where it is allowed",
                    BrokenMethods.AveragesNaN::new),
            new Case(
                    "a rejected step leaves gradients, state, weights and moments as they were",
                    BrokenMethods.LearnsFromRejectedSteps::new),
            new Case("saved and loaded, a run goes on bit for bit", ContractTest::forgetful),
            new Case("the same state and gradients give the same bits", ContractTest::forgetful),
            new Case("observing changes nothing", ContractTest::forgetful),
            new Case("the order of the parameters does not matter", () -> new BrokenMethods.GoesByPlace(Set.of())),
            new Case(
                    "one method serves several threads at once",
                    () -> new BrokenMethods.GoesByThread(ThreadLocal.withInitial(() -> new int[1]))),
            new Case("riding in the optimizer's pass equals changing the gradients first", ContractTest::forgetful),
            new Case("the report says what was done", BrokenMethods.KeepsSilent::new),
            new Case(
                    "deciding stays within the effect that was announced, and changes no state",
                    BrokenMethods.UnderstatesItsEffect::new),
            new Case(
                    "deciding stays within the effect that was announced, and changes no state",
                    BrokenMethods.CountsWhileDeciding::new),
            claiming("bounds what it claims to bound", new Claim.Bounds(Norm.L2, Scope.GLOBAL, 0, 0.9)),
            claiming("bounds what it claims to bound", new Claim.Bounds(Norm.L2, Scope.GLOBAL, 0.1, 1)),
            new Case(
                    "keeps the direction as it claims",
                    () -> new BrokenMethods.GoesByPlace(Set.of(new Claim.KeepsDirection(Scope.GLOBAL)))),
            claiming("follows the scale of the gradients, as it claims", Claim.Promise.FOLLOWS_SCALE),
            claiming("ignores the scale of the gradients, as it claims", Claim.Promise.IGNORES_SCALE),
            claiming("is idempotent, as it claims", Claim.Promise.IDEMPOTENT),
            claiming("adds something of its own, as it claims", Claim.Exemption.ADDS),
            claiming("draws by position, as it claims", Claim.Exemption.DRAWS),
            claiming("answers non-finite steps, as it claims", Claim.Exemption.ANSWERS_NON_FINITE));

    private static Method forgetful() {
        return new BrokenMethods.RemembersInAField(new int[1]);
    }

    private static Case claiming(String law, Claim claim) {
        return new Case(law, () -> new Sound(Set.of(claim)));
    }

    @Test
    void aSoundMethodBreaksNoLaw() {
        assertThat(Contract.violations(new Sound())).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> catches() {
        return CASES.stream().map(each -> {
            Method broken = each.broken().get();
            return DynamicTest.dynamicTest(
                    broken + ": " + each.law(),
                    () -> assertThat(Contract.violations(broken))
                            .anySatisfy(violation -> assertThat(violation).startsWith(each.law() + ": ")));
        });
    }

    @Test
    void everyLawHasAMethodThatBreaksIt() {
        List<String> laws = new ArrayList<>();
        Contract.LAWS.forEach(law -> laws.add(law.name()));
        assertThat(CASES.stream().map(Case::law).distinct()).containsExactlyInAnyOrderElementsOf(laws);
    }
}
