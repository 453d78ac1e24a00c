package io.steadygrad.study;

import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.Signature;
import io.steadygrad.training.Fault;

/** A fault as a study file says it: {@code {at_step: 200, scale_batch: 1000}}. */
sealed interface FaultEntry {
    Fault fault();

    /** The step it belongs to; 0 for one that is there from the start. */
    default long step() {
        return 0;
    }

    record ScaleBatch(double scaleBatch, long atStep) implements FaultEntry {
        public ScaleBatch {
            new Fault.ScaleBatch(atStep, scaleBatch);
        }

        @Override
        public Fault fault() {
            return new Fault.ScaleBatch(atStep, scaleBatch);
        }

        @Override
        public long step() {
            return atStep;
        }
    }

    record NanCell(boolean nanCell, long atStep) implements FaultEntry {
        public NanCell {
            new Fault.NanCell(atStep);
            if (!nanCell) {
                throw new IllegalArgumentException("nan_cell is true, or left out with its step");
            }
        }

        @Override
        public Fault fault() {
            return new Fault.NanCell(atStep);
        }

        @Override
        public long step() {
            return atStep;
        }
    }

    record ScaleWeights(double scaleWeights, String layer, long atStep) implements FaultEntry {
        public ScaleWeights {
            new Fault.ScaleWeights(atStep, layer, scaleWeights);
        }

        @Override
        public Fault fault() {
            return new Fault.ScaleWeights(atStep, layer, scaleWeights);
        }

        @Override
        public long step() {
            return atStep;
        }
    }

    record FlipLabels(double flipLabels) implements FaultEntry {
        public FlipLabels {
            new Fault.FlipLabels(flipLabels);
        }

        @Override
        public Fault fault() {
            return new Fault.FlipLabels(flipLabels);
        }
    }

    static Catalog<FaultEntry> catalog() {
        return Catalog.of("fault", FaultEntry.class)
                .add(Signature.of("scale_batch", ScaleBatch.class))
                .add(Signature.of("nan_cell", NanCell.class))
                .add(Signature.of("scale_weights", ScaleWeights.class))
                .add(Signature.of("flip_labels", FlipLabels.class));
    }
}
