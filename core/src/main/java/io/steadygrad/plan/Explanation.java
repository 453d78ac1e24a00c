package io.steadygrad.plan;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Guard;
import io.steadygrad.method.Method;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A plan in words: its methods as they run, what each must know, and the passes over memory. */
final class Explanation {
    private final Plan plan;
    private final Map<Method, Call> origins;
    private final ToLongFunction<Parameter> bytesOf;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param origins what the user called each method, as far as known
     * @param bytesOf a parameter's gradient
     */
    Explanation(Plan plan, Map<Method, Call> origins, ToLongFunction<Parameter> bytesOf) {
        this.plan = plan;
        this.origins = origins;
        this.bytesOf = bytesOf;
    }

    @Override
    public String toString() {
        Layout layout = plan.layout();
        text.setLength(0);
        line(count(layout.parameters().size(), "parameter") + ", "
                + String.format(Locale.ROOT, "%,d", layout.elements()) + " entries: "
                + Bytes.text(bytes(layout)) + " of gradients");
        line("");
        line("methods, in the order in which they run");
        methods(plan, "", "  ");
        line("");
        line("passes over memory");
        new Passes(plan, bytesOf).lines().forEach(pass -> line("  " + pass));
        return text.toString();
    }

    private void methods(Plan part, String prefix, String indent) {
        if (part.methods().isEmpty()) {
            line(indent + "identity: nothing is done");
        }
        for (int i = 0; i < part.methods().size(); i++) {
            Method method = part.methods().get(i);
            String label = prefix + (i + 1);
            line(indent + label + "  " + name(method));
            String below = indent + " ".repeat(label.length() + 2);
            notes(part, method).forEach(note -> line(below + note));
            List<Plan> branches = part.branches(i);
            for (int b = 0; b < branches.size(); b++) {
                branch(branches.get(b), part, inside(label, b, branches.size()), below);
            }
        }
    }

    private void branch(Plan branch, Plan outer, String prefix, String indent) {
        List<Parameter> members = branch.layout().parameters();
        if (branch.subset().size() == outer.subset().size()) {
            methods(branch, prefix, indent);
            return;
        }
        line(indent
                + (members.isEmpty()
                        ? "for no parameter: " + chain(branch)
                        : "for " + count(members.size(), "parameter") + " ("
                                + members.get(0).name() + (members.size() > 1 ? ", ..." : "") + "), "
                                + Bytes.text(bytes(branch.layout()))));
        if (!members.isEmpty()) {
            methods(branch, prefix, indent + "  ");
        }
    }

    private String chain(Plan branch) {
        return branch.methods().isEmpty()
                ? "identity"
                : String.join(" | ", branch.methods().stream().map(this::name).toList());
    }

    /** As the user called it. */
    private String name(Method method) {
        Call origin = origins.get(method);
        return origin == null ? MethodExpression.written(method) : origin.toString();
    }

    private List<String> notes(Plan part, Method method) {
        List<String> notes = new ArrayList<>();
        String itself = MethodExpression.written(method);
        Call origin = origins.get(method);
        if (origin != null && !itself.startsWith(origin.name())) {
            notes.add("= " + itself);
        }
        if (method instanceof Guard) {
            notes.add(method == plan.addedGuard() ? "guard, added: only identity alone goes without" : "guard");
        }
        Needs needs = method.needs();
        norms(needs.norms(), part).forEach(norm -> notes.add("needs the " + norm));
        if (needs.means()) {
            notes.add("needs the mean per unit");
        }
        norms(needs.weightNorms(), part).forEach(norm -> notes.add("needs the weights: their " + norm));
        int buffers = method.start(part.layout()).buffers();
        if (buffers > 0) {
            notes.add("keeps " + (buffers == 1 ? "a buffer" : buffers + " buffers, each")
                    + " as large as the gradients: " + Bytes.text(Passes.buffers(method, part, bytesOf)));
        }
        return notes;
    }

    private Iterable<String> norms(Iterable<Needs.NormOf> norms, Plan part) {
        String all = part.subset().size() == plan.subset().size() ? "all" : "these";
        TreeSet<String> texts = new TreeSet<>();
        norms.forEach(norm -> texts.add(norm.norm() + " norm "
                + (norm.scope() == Scope.GLOBAL
                        ? "of " + all + " parameters together"
                        : "per " + Names.snake(norm.scope().name()))));
        return texts;
    }

    private long bytes(Layout layout) {
        return layout.parameters().stream().mapToLong(bytesOf).sum();
    }

    /** What the labels in a branch begin with: {@code 2.} where it is the only one, else {@code 2a.}, {@code 2b.}, ... */
    static String inside(String label, int branch, int branches) {
        String letter = branch < 26 ? String.valueOf((char) ('a' + branch)) : "z" + branch;
        return label + (branches > 1 ? letter : "") + ".";
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private void line(@Nullable String line) {
        text.append(line).append(System.lineSeparator());
    }
}
