// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

/** One observation, immutable. */
public sealed interface Fact
        permits AddressIdentity,
                CodeState,
                CpuState,
                DebugInformation,
                ExceptionContext,
                FaultExplanation,
                Frame,
                FrameSource,
                HardwareError,
                KernelIdentity,
                LoadedModule,
                LocalVariable,
                LockWait,
                MachineState,
                MemoryStatistics,
                MemoryZone,
                NearFunction,
                Oops,
                PageState,
                PanicEvent,
                RootBlocker,
                SequenceLock,
                SpinLoop,
                StackUse,
                StrayTimer,
                Taint,
                Task,
                TaskPointerMismatch,
                ThreadInfo,
                TimerWheels,
                UnloadedModule,
                Unreadable,
                WaitCycle {
    /** Where the observation was made. */
    Source source();
}
