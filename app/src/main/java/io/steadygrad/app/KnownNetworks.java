package io.steadygrad.app;

import io.steadygrad.gradient.Layout;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Models;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Signature;
import io.steadygrad.spec.Value;
import java.util.List;

/** The parameters of networks for colour images of 224 x 224, by name. */
final class KnownNetworks {
    private static final List<Integer> IMAGE = List.of(3, 224, 224);

    private KnownNetworks() {}

    /** Builds the network with zeros for weights, which is quick, and takes its names and shapes. */
    static Layout layout(String text) {
        try {
            Call call = Call.parse(text);
            Signature signature = Models.catalog().signature(call.name(), call.column());
            boolean drawn =
                    signature.parameters().stream().anyMatch(slot -> slot.name().equals("init"));
            Call zeros = drawn
                    ? Models.catalog().with(call, "init", new Value.Calls(List.of(new Call("zeros", List.of(), 1))))
                    : call;
            ModelSpec spec = Models.catalog().make(zeros);
            try (Model model = spec.build(IMAGE, 0)) {
                return model.layout();
            }
        } catch (ExpressionException e) {
            throw new IllegalArgumentException("--like: " + e.in(text).getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--like '" + text + "', for images of 3 x 224 x 224: " + e.getMessage(), e);
        }
    }
}
