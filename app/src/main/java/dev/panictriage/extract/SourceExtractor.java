// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.debuginfo.SourceCall;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.FrameSource;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What debugging information, where there is some, says of the frames that the others found. */
final class SourceExtractor implements Extractor {
    private static final Set<Oops.Kind> HANGS = EnumSet.of(
            Oops.Kind.HUNG_TASK,
            Oops.Kind.SOFT_LOCKUP,
            Oops.Kind.HARD_LOCKUP,
            Oops.Kind.RCU_STALL,
            Oops.Kind.WORKQUEUE_LOCKUP);

    /** The stack of a task that is on no CPU: {@link Task#stack()}. */
    private static final String TASK = "task ";

    @Override
    public String subject() {
        return "source lines";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        // Most CPUs of an idle machine stand at the same place.
        Map<Long, List<FrameSource.Call>> known = new HashMap<>();
        boolean withTasks = mayHang(facts);
        for (Frame frame : facts.all(Frame.class)) {
            Word address = frame.location().address();
            if (address == null
                    || frame.file() != null
                    || !withTasks && frame.stack().startsWith(TASK)) {
                continue;
            }
            // What a call returns to may be of another line, even of another function.
            long pc = frame.context() != null ? address.value() : address.value() - 1;
            List<FrameSource.Call> calls = known.get(pc);
            if (calls == null) {
                calls = callsAt(kernel, pc);
                known.put(pc, calls);
            }
            if (!calls.isEmpty()) {
                facts.add(new FrameSource(frame.stack(), frame.index(), calls, Source.code("debugging information")));
            }
        }
    }

    /** Whether tasks that wait may have to do with the end: there is no other report than of a hang. */
    private static boolean mayHang(FactSink facts) {
        for (Oops oops : facts.all(Oops.class)) {
            if (!HANGS.contains(oops.kind())) {
                return false;
            }
        }
        return true;
    }

    private static List<FrameSource.Call> callsAt(KernelView kernel, long pc) {
        List<FrameSource.Call> calls = new ArrayList<>();
        for (SourceCall call : kernel.debug().callsAt(pc)) {
            Integer line = call.line() == 0 ? null : (Integer) call.line();
            calls.add(new FrameSource.Call(call.function(), call.inlined(), call.file(), line));
        }
        return calls;
    }
}
