package io.steadygrad.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The dimension of a parameter along which its output units lie. */
enum UnitAxis {
    FIRST,
    LAST;

    static final class Converter implements ITypeConverter<UnitAxis> {
        @Override
        public UnitAxis convert(String text) {
            return switch (text) {
                case "first" -> FIRST;
                case "last" -> LAST;
                default ->
                    throw new TypeConversionException(
                            "must be 'first' (PyTorch) or 'last' (TensorFlow, Keras), not '" + text + "'");
            };
        }
    }
}
