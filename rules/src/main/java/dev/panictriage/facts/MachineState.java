// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * The machine and the moment.
 *
 * @param cpusOnline CPUs the scheduler used
 * @param cpusPresent CPUs that exist
 * @param memoryBytes RAM
 * @param uptimeSeconds since boot
 * @param crashTime seconds since the epoch, UTC
 * @param hypervisor name as the kernel gives it, {@code none} on bare metal
 * @param hardware vendor and model as DMI names them
 */
public record MachineState(
        @Nullable Integer cpusOnline,
        @Nullable Integer cpusPresent,
        @Nullable Long memoryBytes,
        @Nullable Double uptimeSeconds,
        @Nullable Long crashTime,
        @Nullable String hypervisor,
        @Nullable String hardware,
        Source source)
        implements Fact {}
