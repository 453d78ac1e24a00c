package io.steadygrad.handbook;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.expression.Page;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.optimizer.OptimizerCatalog;
import io.steadygrad.spec.Catalog;
import io.steadygrad.threshold.Schedule;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of all methods, optimizers, schedules, and of the words that stand in them, in chapters. */
public final class Handbook {
    /** Titles of the chapters that are not of methods. */
    static final String OPTIMIZERS = "Optimizers";

    private static final String SCHEDULES = "Schedules, for any number of a method";
    private static final String WORDS = "Words in expressions";

    private Handbook() {}

    /** The pages by chapter, in reading order. */
    public static Map<String, List<Page>> chapters() {
        Map<String, List<Page>> chapters = new LinkedHashMap<>();
        MethodCatalog.methods()
                .chapters()
                .forEach((title, names) -> chapters.put(
                        title, names.stream().map(MethodCatalog::page).toList()));
        chapters.put(OPTIMIZERS, pages(OptimizerCatalog.optimizers()));
        chapters.put(SCHEDULES, pages(Schedule.CATALOG));
        chapters.put(
                WORDS,
                List.of(
                        Page.of("expressions", MethodExpression.class),
                        Page.of("scope", Scope.class),
                        Page.of("norm", Norm.class)));
        return chapters;
    }

    private static List<Page> pages(Catalog<?> catalog) {
        List<Page> pages = new ArrayList<>();
        catalog.chapters()
                .values()
                .forEach(names -> names.forEach(name -> pages.add(Page.of(catalog.signature(name, 1)))));
        return List.copyOf(pages);
    }

    /** All names that have a page. */
    public static List<String> names() {
        return chapters().values().stream()
                .flatMap(List::stream)
                .map(Page::name)
                .toList();
    }

    /** The page under a name. */
    public static Optional<Page> page(String name) {
        return chapters().values().stream()
                .flatMap(List::stream)
                .filter(page -> page.name().equals(name))
                .findFirst();
    }

    /** What the example of an alias stands for, as {@code band(...)}; empty for what is no alias. */
    public static Optional<String> expansion(Page page) {
        boolean alias = MethodCatalog.methods().names().contains(page.name())
                && MethodCatalog.methods().signature(page.name(), 1).maker() instanceof Method;
        if (!alias) {
            return Optional.empty();
        }
        return Optional.of(MethodExpression.parse(page.example()).expanded());
    }
}
