package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.TanhImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JavaModelTest {
    /** What a user writes. */
    public static class Mine implements ModelSpec {
        @Override
        public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
            return new Mlp(
                            List.of(3),
                            Activation.TANH,
                            List.of(Initializer.parse("he_uniform")),
                            0,
                            Norm.NONE,
                            new Output(1, Activation.LINEAR))
                    .build(inputShape, seed, type);
        }
    }

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    @Test
    void classesAreFoundByName() {
        try (Model model = new JavaModel(Mine.class.getName()).build(List.of(2), 1)) {
            assertThat(model.layout().elements()).isEqualTo(13);
        }
    }

    @Test
    void classesThatAreNoModelsAreRefused() {
        assertThatThrownBy(() -> new JavaModel("com.example.Absent").build(List.of(2), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no class com.example.Absent on the class path");
        assertThatThrownBy(() -> new JavaModel("java.lang.String").build(List.of(2), 1))
                .hasMessageContaining("must implement io.steadygrad.model.ModelSpec");
        assertThatThrownBy(() -> new JavaModel(Mlp.class.getName()).build(List.of(2), 1))
                .hasMessageContaining("public constructor without arguments");
    }

    @Test
    void anyLibTorchModuleIsAModel() {
        SequentialImpl net = new SequentialImpl();
        net.push_back("first", new LinearImpl(4, 3));
        net.push_back("squash", new TanhImpl());
        net.push_back("last", new LinearImpl(3, 2));
        try (Model model = ModuleModel.of(net, net::forward, Activation.LINEAR);
                PointerScope scope = new PointerScope()) {
            assertThat(model.layout().parameters().stream().map(Parameter::name))
                    .containsExactly("first.weight", "first.bias", "last.weight", "last.bias");
            Tensor output = model.forward(torch.ones(5, 4), true);
            assertThat(output.shape()).containsExactly(5, 2);
            output.sum().backward();
            // Every row adds one to each output's bias gradient.
            assertThat(GradientCheck.floats(model.weights().get(3).tensor().grad()))
                    .containsOnly(5);
            assertThatThrownBy(() -> model.tap(Tap.NONE)).hasMessageContaining("cannot be tapped");
        }
    }

    @Test
    void theCatalogueNamesEveryModel() {
        assertThat(Models.catalog().names())
                .contains("mlp", "cnn", "rnn", "lstm", "gru", "resnet18", "resnet34", "resnet50", "densenet121")
                .contains("transformer", "quadratic", "torchscript", "java");
        assertThatThrownBy(() -> Models.catalog().signature("resnet5", 1))
                .hasMessageContaining("did you mean 'resnet50'?");
        assertThat(Models.catalog().signature("resnet50", 1))
                .hasToString("resnet50(classes=1000, stem=imagenet, init)");
        assertThatThrownBy(() -> Activation.parse("rleu")).hasMessageContaining("did you mean 'relu'?");
    }
}
