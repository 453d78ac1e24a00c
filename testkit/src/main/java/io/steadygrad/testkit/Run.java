package io.steadygrad.testkit;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.Elements;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.OptimizerExpression;
import java.util.Map;

/** One run of a chain over a model, with an optimizer beside it. */
final class Run {
    /** More than the warm-ups of most methods. */
    static final int STEPS = 40;

    final Model model;
    final GradientControl control;
    final Descent adam;

    Run(Chain chain, Model model) {
        this.model = model;
        this.control = GradientControl.of(chain, model.set.layout());
        this.adam = new Descent(OptimizerExpression.parse("adam(lr=0.01)").optimizer(), model.set);
    }

    Run(Subject subject, Elements.Type type) {
        this(subject.chain(), new Model(type));
    }

    /** What else is known of a step: three steps make an epoch, the loss falls. */
    static Step at(long step) {
        return new Step(step, (int) (1 + (step - 1) / 3), 1 + 1.0 / step, null);
    }

    /** Controls the gradients that the model holds. */
    Report apply(long step) {
        try {
            return control.apply(model.set, at(step));
        } catch (RunFailedException e) {
            return e.report();
        }
    }

    /** Fills in the gradients of a step and controls them. */
    Report apply(long step, double scale) {
        model.fill(step, scale);
        return apply(step);
    }

    /** Controls and descends in one. */
    Report descend(long step) {
        try {
            return control.step(model.set, at(step), adam);
        } catch (RunFailedException e) {
            return e.report();
        }
    }

    Map<String, double[]> state() {
        return Numbers.of(control.save());
    }
}
