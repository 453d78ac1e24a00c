package io.steadygrad.data;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data source of your own: a class on the class path that implements {@link DataSource} and has a public constructor without
 * arguments.
 *
 * <pre>
 * data: {java: com.example.MyData}
 * </pre>
 */
public record JavaSource(String type) implements DataSource {

    @Override
    public Split load() throws IOException {
        return finite(make().load());
    }

    @Override
    public Split load(@Nullable Rows validation) throws IOException {
        return finite(make().load(validation));
    }

    @Override
    public List<Path> files() {
        return make().files();
    }

    private Split finite(Split split) {
        Finite.require(split, type);
        return split;
    }

    private DataSource make() {
        try {
            Object made = Class.forName(type, true, loader()).getConstructor().newInstance();
            if (made instanceof DataSource source) {
                return source;
            }
            throw new IllegalArgumentException(type + " must implement " + DataSource.class.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "There is no class " + type + " on the class path; write its full name, with its package", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("The constructor of " + type + " failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    type + " must be a public class with a public constructor without arguments", e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? JavaSource.class.getClassLoader() : context;
    }
}
