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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What debugging information, where there is some, says of the frames that the others found. */
final class SourceExtractor implements Extractor {
    @Override
    public String subject() {
        return "source lines";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        // Most CPUs of an idle machine stand at the same place.
        Map<Long, List<FrameSource.Call>> known = new HashMap<>();
        Set<String> left = mayHang(facts) ? Set.of() : stacksOfTasks(facts);
        for (Frame frame : facts.all(Frame.class)) {
            Word address = frame.location().address();
            if (address == null || frame.file() != null || left.contains(frame.stack())) {
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

    /** Whether tasks that wait may have to do with the end: a hang is reported, or nothing at all. */
    private static boolean mayHang(FactSink facts) {
        List<Oops> reports = facts.all(Oops.class);
        for (Oops report : reports) {
            if (report.kind().isHang()) {
                return true;
            }
        }
        return reports.isEmpty();
    }

    private static Set<String> stacksOfTasks(FactSink facts) {
        Set<String> stacks = new HashSet<>();
        for (Task task : facts.all(Task.class)) {
            stacks.add(task.stack());
        }
        return stacks;
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
