package io.steadygrad.handbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.expression.Page;
import io.steadygrad.optimizer.OptimizerCatalog;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Signature;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandbookTest {
    /** Columns of a terminal less the indent of a formula. */
    private static final int FORMULA_WIDTH = 80 - 4;

    static Stream<Page> pages() {
        return Handbook.chapters().values().stream().flatMap(Collection::stream);
    }

    static Stream<Signature> signatures() {
        return Stream.concat(
                MethodCatalog.methods().names().stream()
                        .map(name -> MethodCatalog.methods().signature(name, 1)),
                OptimizerCatalog.optimizers().names().stream()
                        .map(name -> OptimizerCatalog.optimizers().signature(name, 1)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPageSaysItsUseItsEdgesItsCostItsSourceAndHowItDiffers(Page page) {
        assertThat(page.summary()).endsWith(".");
        assertThat(page.sections()).containsOnlyKeys("Edges", "Cost", "Source", "Differs");
        assertThat(page.sections().values()).allSatisfy(text -> assertThat(text).endsWith("."));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyFormulaFitsATerminal(Page page) {
        if (!page.name().equals("scope")) {
            assertThat(page.formula()).isNotEmpty();
        }
        assertThat(page.formula().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(FORMULA_WIDTH));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyParameterHasAMeaning(Page page) {
        assertThat(page.parameters())
                .allSatisfy(parameter ->
                        assertThat(parameter.meaning()).as(parameter.name()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noMarkupOfJavadocIsLeft(Page page) {
        String text = page.summary() + page.detail() + page.formula() + page.sections() + page.parameters();
        assertThat(text).doesNotContain("{@", "<p>", "</", "&lt;", "&gt;", "&amp;", "@param");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyExampleIsValidAndNamesItsPage(Page page) {
        if (OptimizerCatalog.optimizers().names().contains(page.name())) {
            assertThat(OptimizerExpression.parse(page.example()).optimizer()).isNotNull();
        } else {
            assertThat(MethodExpression.parse(page.example()).chain().methods()).isNotEmpty();
        }
        assertThat(page.name().equals("expressions") || page.example().contains(page.name()))
                .as(page.example())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void defaultsAreThoseOfTheRecord(Signature signature) {
        Page page = Page.of(signature);
        AnnotatedElement[] declared = signature.maker() instanceof java.lang.reflect.Method factory
                ? factory.getParameters()
                : signature.maker().getDeclaringClass().getRecordComponents();
        assertThat(page.parameters()).hasSize(declared.length);
        for (int i = 0; i < declared.length; i++) {
            Default annotation = declared[i].getAnnotation(Default.class);
            assertThat(page.parameters().get(i).defaultText())
                    .isEqualTo(annotation == null ? null : annotation.value());
        }
    }

    @Test
    void everyMethodOptimizerAndScheduleStandsInExactlyOneChapter() {
        List<String> names = Handbook.names();
        assertThat(names).doesNotHaveDuplicates().contains("linear", "cosine", "warmup", "norm", "scope");
        assertThat(signatures().map(Signature::name))
                .allSatisfy(name -> assertThat(names).contains(name));
    }

    @Test
    void theScopesAreThoseOfTheEnum() {
        assertThat(Handbook.page("scope").orElseThrow().parameters())
                .extracting(Page.Parameter::name)
                .containsExactlyElementsOf(Arrays.stream(io.steadygrad.gradient.Scope.values())
                        .map(scope -> Names.snake(scope.name()))
                        .toList());
    }

    @Test
    void anAliasIsShownAsTheBandThatItStandsFor() {
        assertThat(MethodExpression.parse("zero_nans | clip_by_norm(2.5, linf, layer)")
                        .expanded())
                .isEqualTo("zero_nans | band(low=0.0, high=2.5, scope=layer, norm=linf)");
        assertThat(MethodExpression.parse("amplify(0.1)").expanded())
                .isEqualTo("band(low=0.1, high=inf, scope=tensor, max_factor=1000.0, floor=1e-30)");
        assertThat(MethodExpression.parse("article(0.3, add)").expanded()).isEqualTo("add_sign(amount=0.3)");
        assertThat(MethodExpression.parse("agc(0.5)").expanded()).isEqualTo("agc(clipping=0.5)");
        for (Page page : pages().toList()) {
            Handbook.expansion(page)
                    .ifPresent(band -> assertThat(MethodExpression.parse(band).chain())
                            .isEqualTo(MethodExpression.parse(page.example()).chain()));
        }
        assertThat(Handbook.expansion(Handbook.page("sign").orElseThrow())).hasValue("band(low=0.001, high=0.001)");
        assertThat(Handbook.expansion(Handbook.page("accumulate").orElseThrow()))
                .isEmpty();
    }
}
