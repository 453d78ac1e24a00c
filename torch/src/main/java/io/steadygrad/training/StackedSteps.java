package io.steadygrad.training;

import io.steadygrad.observation.LayerOutput;
import io.steadygrad.stack.MemberWeights;
import io.steadygrad.stack.StackedNetwork;
import io.steadygrad.stack.StackedPass;
import io.steadygrad.torch.LibTorch;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The steps of a stack: brings batches together, makes the pass, and hands every run what is its own. */
final class StackedSteps implements AutoCloseable {
    private final StackedNetwork network;
    private final StackedObjective objective;
    private final FloatBuffer features;
    private final int featureSize;
    private final int targetSize;
    /** By the number of rows; all for the members that there are now; they only ever leave. */
    private final Map<Integer, Room> rooms = new HashMap<>();

    private int members;

    /** What one number of members and rows needs. */
    private record Room(StackedPass pass, Tensor targets, Buffer targetMemory, List<Tensor> wanted)
            implements AutoCloseable {
        @Override
        public void close() {
            pass.close();
            wanted.forEach(LibTorch::release);
            LibTorch.release(targets);
        }
    }

    StackedSteps(StackedNetwork network, TrainingLoop like) {
        this.network = network;
        objective = new StackedObjective(like.objective());
        features = floats(like.features());
        featureSize = Math.toIntExact(like.features().numel() / like.features().size(0));
        targetSize = Math.toIntExact(like.targets().numel() / like.targets().size(0));
    }

    /** One step of each of these runs, which have begun it. */
    void step(List<StackMember> live, StackedTraining.Listener listener) {
        long start = System.nanoTime();
        if (live.size() != members) {
            clear();
            members = live.size();
        }
        long[][] rows = new long[members][];
        for (int m = 0; m < members; m++) {
            rows[m] = live.get(m).run().rows();
        }
        try (PointerScope scope = new PointerScope()) {
            Room room = rooms.computeIfAbsent(rows[0].length, count -> room(count, live));
            double[] scales = new double[members];
            for (int m = 0; m < members; m++) {
                fill(room, m, live.get(m), rows[m]);
                scales[m] = live.get(m).run().lossScale();
            }
            StackedObjective.Losses losses =
                    objective.of(room.pass().forward(), room.targets(), rows[0].length, scales);
            room.pass().backward(losses.delta());
            long share = (System.nanoTime() - start) / members;
            for (int m = 0; m < members; m++) {
                int place = m;
                Supplier<List<LayerOutput>> layers = () -> layers(room, losses, place);
                live.get(m)
                        .end(room.pass().inputs(m), room.wanted().get(m), losses.losses()[m], layers, share, listener);
            }
        }
    }

    private static List<LayerOutput> layers(Room room, StackedObjective.Losses losses, int member) {
        List<LayerOutput> all = new ArrayList<>(room.pass().hidden(member));
        all.add(losses.output(member, room.pass().rows()));
        return all;
    }

    private void fill(Room room, int place, StackMember member, long... rows) {
        Tensor changed = member.run().changedInputs();
        if (changed == null) {
            gather(features, featureSize, room.pass().inputs(), place, rows);
        } else {
            room.pass().inputs(place).copy_(changed);
        }
        gather(member.targets(), targetSize, room.targetMemory(), place, rows);
    }

    private static void gather(Buffer from, int size, Buffer to, int place, long... rows) {
        int at = place * rows.length * size;
        for (long row : rows) {
            int start = Math.toIntExact(row * size);
            if (from instanceof FloatBuffer floats) {
                ((FloatBuffer) to).put(at, floats, start, size);
            } else {
                ((LongBuffer) to).put(at, (LongBuffer) from, start, size);
            }
            at += size;
        }
    }

    private Room room(int rows, List<StackMember> live) {
        Tensor like = live.get(0).run().targets();
        long[] shape = like.shape();
        shape[0] = members * (long) rows + StackedPass.PADDING;
        Tensor targets = LibTorch.keep(torch.zeros(shape, like.options()));
        List<Tensor> wanted = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            wanted.add(LibTorch.keep(targets.narrow(0, m * (long) rows, rows)));
        }
        List<MemberWeights> weights = live.stream().map(StackMember::weights).toList();
        return new Room(network.pass(weights, rows), targets, memory(targets), wanted);
    }

    static Buffer memory(Tensor tensor) {
        return tensor.scalar_type().intern() == torch.ScalarType.Long
                ? new LongPointer(tensor.data_ptr()).capacity(tensor.numel()).asBuffer()
                : floats(tensor);
    }

    private static FloatBuffer floats(Tensor tensor) {
        return new FloatPointer(tensor.data_ptr()).capacity(tensor.numel()).asBuffer();
    }

    private void clear() {
        rooms.values().forEach(Room::close);
        rooms.clear();
    }

    @Override
    public void close() {
        clear();
    }
}
