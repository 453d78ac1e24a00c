package io.steadygrad.replay;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.method.Method;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.Names;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the user called each method: {@code clip_by_value}, where the method itself only knows to be a band. */
record MethodNames(Map<Method, Call> origins) {

    String of(Method method) {
        Call call = origins.get(method);
        return call == null ? Names.snake(method.getClass().getSimpleName()) : call.name();
    }

    /** The first of some names that is a parameter of the method as it was called. */
    String parameter(Method method, List<String> candidates) {
        @Nullable Call call = origins.get(method);
        List<String> own = call == null ? List.of() : MethodCatalog.methods().parameters(call);
        return candidates.stream().filter(own::contains).findFirst().orElse(candidates.get(candidates.size() - 1));
    }

    NotReplayableException refusal(Method method, String missing) {
        return new NotReplayableException(of(method) + " needs " + missing);
    }
}
