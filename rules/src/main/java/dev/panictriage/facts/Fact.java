// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

/** One observation, immutable. */
public sealed interface Fact
        permits AddressIdentity,
                CpuState,
                ExceptionContext,
                FaultExplanation,
                Frame,
                KernelIdentity,
                LoadedModule,
                LockWait,
                MachineState,
                MemoryStatistics,
                MemoryZone,
                Oops,
                PageState,
                PanicEvent,
                RootBlocker,
                SequenceLock,
                SpinLoop,
                StackUse,
                Taint,
                Task,
                ThreadInfo,
                TaskPointerMismatch,
                UnloadedModule,
                Unreadable,
                WaitCycle {
    /** Where the observation was made. */
    Source source();
}
