package io.steadygrad.optimizer;

import io.steadygrad.spec.Call;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Numbers;
import io.steadygrad.spec.Value;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.StringJoiner;

/**
 * An optimizer as text: {@code adam(lr=0.001)}. A required parameter may still be missing, for a grid to fill in;
 * {@link #optimizer} then says so.
 */
public record OptimizerExpression(Call call) {

    /**
     * Reads an expression.
     *
     * @throws ExpressionException with the column and the nearest name, where it is wrong
     */
    public static OptimizerExpression parse(String text) {
        Call call = Call.parse(text);
        OptimizerCatalog.OPTIMIZERS.signature(call.name(), call.column());
        return new OptimizerExpression(call);
    }

    /** The expression that makes such an optimizer, every parameter written out; its own words where it is not in the catalogue. */
    public static String text(Optimizer optimizer) {
        String name = Names.snake(optimizer.getClass().getSimpleName());
        if (!OptimizerCatalog.OPTIMIZERS.names().contains(name)) {
            return optimizer.toString();
        }
        StringJoiner arguments = new StringJoiner(", ", name + "(", ")");
        for (RecordComponent component : optimizer.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(optimizer);
                String text = value instanceof Double number ? Numbers.format(number) : String.valueOf(value);
                arguments.add(Names.snake(component.getName()) + "=" + text);
            } catch (ReflectiveOperationException unreadable) {
                throw new IllegalStateException("A catalogued optimizer is a public record: " + optimizer, unreadable);
            }
        }
        return arguments.toString();
    }

    public Optimizer optimizer() {
        return OptimizerCatalog.OPTIMIZERS.make(call);
    }

    public List<String> parameters() {
        return OptimizerCatalog.OPTIMIZERS.parameters(call);
    }

    /** The same optimizer with a parameter set. */
    public OptimizerExpression with(String parameter, String value) {
        Value parsed = Call.parse("value(" + value + ")").arguments().get(0).value();
        return new OptimizerExpression(OptimizerCatalog.OPTIMIZERS.with(call, parameter, parsed));
    }

    /** Every parameter written out, defaults too. */
    public String resolved() {
        return OptimizerCatalog.OPTIMIZERS.resolved(call).toString();
    }

    @Override
    public String toString() {
        return OptimizerCatalog.OPTIMIZERS.named(call).toString();
    }
}
