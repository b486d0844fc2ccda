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
                MachineState,
                MemoryStatistics,
                MemoryZone,
                Oops,
                PageState,
                PanicEvent,
                SequenceLock,
                SpinLoop,
                StackUse,
                StrayTimer,
                Taint,
                Task,
                ThreadInfo,
                TaskPointerMismatch,
                TimerWheels,
                UnloadedModule,
                Unreadable {
    /** Where the observation was made. */
    Source source();
}
