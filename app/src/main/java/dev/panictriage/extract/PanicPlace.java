// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which CPU panicked: the log says what the panic was, memory says where. */
final class PanicPlace {
    /** kernel/panic.c; -1 until a CPU takes it. */
    private static final String PANIC_CPU = "panic_cpu";

    /** arch/x86/kernel/reboot.c, nmi_shootdown_cpus(). */
    private static final String CRASHING_CPU = "crashing_cpu";

    private PanicPlace() {}

    /** Null if neither memory nor log tells. */
    static @Nullable Integer cpu(KernelView kernel, FactSink facts) {
        OptionalLong address = kernel.image().symbols().address(PANIC_CPU);
        if (address.isPresent() && kernel.image().memory().isReadable(address.getAsLong(), 4)) {
            int cpu = kernel.image().memory().s32(address.getAsLong());
            if (cpu >= 0 && cpu < kernel.image().perCpu().count()) {
                return cpu;
            }
        }
        for (PanicEvent panic : facts.all(PanicEvent.class)) {
            if (panic.cpu() != null) {
                return panic.cpu();
            }
        }
        Integer last = null;
        for (Oops oops : facts.all(Oops.class)) {
            last = oops.kind() == Oops.Kind.WARNING || oops.cpu() == null ? last : oops.cpu();
        }
        return last == null && tellsOfCrash(kernel, facts) ? crashing(kernel) : last;
    }

    /** Without a crash, crashing_cpu is 0 in old kernels. */
    private static boolean tellsOfCrash(KernelView kernel, FactSink facts) {
        return kernel.image().vmcoreInfo().crashTime().isPresent()
                || !facts.all(Oops.class).isEmpty()
                || !facts.all(PanicEvent.class).isEmpty();
    }

    /** Kernels before 4.5 have no panic_cpu, but the CPU that stops the others for the crash kernel says which it is. */
    private static @Nullable Integer crashing(KernelView kernel) {
        OptionalLong address = kernel.image().symbols().address(CRASHING_CPU);
        if (address.isEmpty() || !kernel.image().memory().isReadable(address.getAsLong(), 4)) {
            return null;
        }
        int cpu = kernel.image().memory().s32(address.getAsLong());
        return cpu >= 0 && cpu < kernel.image().perCpu().count() ? (Integer) cpu : null;
    }

    /** Puts CPU and task into the panic that the log told of; makes one if the log has none. */
    static void refine(KernelView kernel, FactSink facts, @Nullable Integer cpu) {
        if (cpu == null) {
            return;
        }
        String message = null;
        Source source = null;
        for (Oops oops : facts.all(Oops.class)) {
            if (oops.kind() != Oops.Kind.WARNING) {
                message = oops.message();
                source = oops.source();
            }
        }
        List<PanicEvent> told = facts.all(PanicEvent.class);
        if (!told.isEmpty()) {
            message = told.get(0).message();
            source = told.get(0).source();
        }
        if (message == null || source == null) {
            message = "the log does not tell";
            source = Source.memory(
                    Word.of(kernel.image().symbols().address(PANIC_CPU).orElse(0)), PANIC_CPU);
        }
        PanicEvent panic = new PanicEvent(message, cpu, null, null, null, source);
        for (CpuState state : facts.all(CpuState.class)) {
            if (state.cpu() == cpu) {
                panic = new PanicEvent(message, cpu, state.pid(), state.comm(), state.task(), source);
            }
        }
        facts.removeAll(PanicEvent.class);
        facts.add(panic);
    }
}
