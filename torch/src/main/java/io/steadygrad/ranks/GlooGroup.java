package io.steadygrad.ranks;

import io.steadygrad.torch.LibTorch;
import java.time.Duration;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_gloo;

/**
 * A group over TCP by LibTorch's own Gloo. Each rank listens on one address of its own, on a port that the system chooses; ranks
 * tell each other where through a {@link Rendezvous}. A process that ends closes its connections, which the others see at
 * once; one that only hangs, or whose host is cut off, when patience ends.
 *
 * <p>Traffic is neither encrypted nor authenticated.
 */
public final class GlooGroup implements ProcessGroup {
    /** How long a call waits for a rank that is still connected: longer than any step and any rank's share of an evaluation. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private final int rank;
    private final int size;
    private final Store store;
    private final ProcessGroupGloo.Options options;
    private final ProcessGroupGloo group;

    /**
     * Waits until all ranks are there.
     *
     * @param rank from 0, each once
     * @param meeting where ranks find each other, the same for all
     * @param patience of every later call
     * @throws LostRankException when not all of them come in time
     */
    public static GlooGroup join(int rank, int size, Rendezvous meeting, Duration patience) {
        if (size < 1 || rank < 0 || rank >= size) {
            throw new IllegalArgumentException(
                    "A rank is a number from 0 to the number of ranks less 1; given: rank " + rank + " of " + size);
        }
        Loader.load(torch_gloo.class);
        try {
            return new GlooGroup(rank, size, meeting, patience);
        } catch (LostRankException told) {
            throw told;
        } catch (RuntimeException failure) {
            throw new LostRankException(
                    "rank " + rank + " did not find all " + size + " ranks at " + meeting + ": " + reason(failure),
                    failure);
        }
    }

    private GlooGroup(int rank, int size, Rendezvous meeting, Duration patience) {
        this.rank = rank;
        this.size = size;
        store = meeting.open(rank, size);
        Milliseconds waiting = new Milliseconds(meeting.patience().toMillis());
        options = ProcessGroupGloo.Options.create(waiting);
        GlooDeviceVector devices = options.devices();
        devices.push_back(ProcessGroupGloo.createDeviceForHostname(meeting.address()));
        options.devices(devices);
        group = new ProcessGroupGloo(store, rank, size, options);
        group.setTimeout(new Milliseconds(patience.toMillis()));
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void sum(Tensor numbers) {
        await(() -> group.allreduce(new TensorVector(numbers)));
    }

    @Override
    public void sum(double[] numbers) {
        if (numbers.length == 0) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = torch.empty(new long[] {numbers.length}, new TensorOptions(torch.ScalarType.Double), null);
            DoublePointer memory = tensor.data_ptr_double();
            memory.put(numbers);
            sum(tensor);
            memory.get(numbers);
        }
    }

    @Override
    public byte[] fromFirst(byte[] bytes) {
        double[] length = {rank == 0 ? bytes.length : 0};
        sum(length);
        byte[] all = rank == 0 ? bytes : new byte[(int) length[0]];
        if (all.length == 0) {
            return all;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = torch.empty(new long[] {all.length}, new TensorOptions(torch.ScalarType.Byte), null);
            var memory = new org.bytedeco.javacpp.BytePointer(tensor.data_ptr());
            memory.put(all);
            await(() -> group.broadcast(new TensorVector(tensor)));
            memory.get(all);
        }
        return all;
    }

    private void await(Supplier<Work> begun) {
        try (PointerScope scope = new PointerScope()) {
            begun.get()._wait();
        } catch (RuntimeException failure) {
            throw new LostRankException(
                    "rank " + rank + " of " + size + " lost another rank: " + reason(failure), failure);
        }
    }

    /** Without the place in LibTorch's sources where it was noticed. */
    private static String reason(RuntimeException failure) {
        return LibTorch.message(failure).lines().findFirst().orElse("").replaceFirst("^\\[[^\\]]*:\\d+\\] ", "");
    }

    @Override
    public void close() {
        group.close();
        options.close();
        store.close();
    }
}
