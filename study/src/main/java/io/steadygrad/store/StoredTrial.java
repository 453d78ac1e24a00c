package io.steadygrad.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One trial as the store knows it.
 *
 * @param id SHA-256 of the content, 64 hexadecimal digits
 * @param content everything that decides the numbers, as canonical JSON
 * @param owner who runs it, while it is {@link TrialState#RUNNING}
 * @param leaseUntil when the owner must have renewed its lease
 * @param result JSON, once there is one
 */
public record StoredTrial(
        String id,
        String content,
        TrialState state,
        @Nullable String owner,
        @Nullable Instant leaseUntil,
        @Nullable String result) {}
