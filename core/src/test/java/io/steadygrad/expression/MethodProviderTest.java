package io.steadygrad.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.Default;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MethodProviderTest {
    @TempDir
    private Path classes;

    /**
     * Watches.
     *
     * <pre>g' = g</pre>
     *
     * @param level of attention
     */
    public record Watch(@Default("0.5") double level) implements Method {
        @Override
        public Effect effect() {
            return Effect.NOTHING;
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            return Decision.keep();
        }
    }

    /** Has the name of one of the house's. */
    public record Scale() implements Method {
        @Override
        public Effect effect() {
            return Effect.NOTHING;
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            return Decision.keep();
        }
    }

    public static final class Works implements MethodProvider {
        @Override
        public List<Class<? extends Method>> methods() {
            return List.of(Watch.class);
        }
    }

    public static final class Collides implements MethodProvider {
        @Override
        public List<Class<? extends Method>> methods() {
            return List.of(Scale.class);
        }
    }

    public static final class ProvidesAnInterface implements MethodProvider {
        @Override
        public List<Class<? extends Method>> methods() {
            return List.of(Method.class);
        }
    }

    public static final class Throws implements MethodProvider {
        @Override
        public List<Class<? extends Method>> methods() {
            throw new IllegalStateException("no licence");
        }
    }

    private ClassLoader with(String... providers) throws IOException {
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.write(services.resolve(MethodProvider.class.getName()), List.of(providers));
        return new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
    }

    @Test
    void aMethodOfAProviderIsInTheCatalogueBesideTheHousesOwn() throws IOException {
        var methods = MethodCatalog.load(with(Works.class.getName()));
        assertThat(methods.make(Call.parse("watch(2)"))).isEqualTo(new Watch(2));
        assertThat(methods.make(Call.parse("watch"))).isEqualTo(new Watch(0.5));
        assertThat(methods.names()).containsAll(MethodCatalog.methods().names()).contains("watch");
        assertThat(MethodCatalog.methods().names()).doesNotContain("watch");
    }

    @Test
    void aMethodWithoutSourceInItsJarHasAPageWithItsSignatureOnly() throws IOException {
        Page page = Page.of(MethodCatalog.load(with(Works.class.getName())).signature("watch", 1));
        assertThat(page.heading()).isEqualTo("watch(level=0.5)");
        assertThat(page.summary()).isEmpty();
        assertThat(page.formula()).isEmpty();
        assertThat(page.sections()).isEmpty();
    }

    @Test
    void aNameThatIsTakenNamesBothClasses() {
        assertThatThrownBy(() -> MethodCatalog.load(with(Collides.class.getName())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two methods are called 'scale': io.steadygrad.method.Scale and " + Scale.class.getName()
                        + "; rename one");
    }

    @Test
    void aProviderThatDoesNotWorkIsNamed() {
        for (Class<?> provider : List.of(ProvidesAnInterface.class, Throws.class)) {
            assertThatThrownBy(() -> MethodCatalog.load(with(provider.getName())))
                    .as(provider.getSimpleName())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(provider.getName());
        }
        assertThatThrownBy(() -> MethodCatalog.load(with("com.example.Absent")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.example.Absent")
                .hasMessageContaining("not found");
        assertThatThrownBy(() -> MethodCatalog.load(with(getClass().getName())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(getClass().getName());
    }
}
