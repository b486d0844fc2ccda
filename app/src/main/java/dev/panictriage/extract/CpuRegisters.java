// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.dump.Dump.Note;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.CpuMask;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The registers that each CPU saved when the machine stopped: struct elf_prstatus, include/linux/elfcore.h, in each CPU's
 * {@code crash_notes} (crash_save_cpu of kernel/crash_core.c), and copied from there into the dump's notes.
 *
 * <p>A CPU that did not answer has none, and the dump's notes are then fewer than the CPUs and no longer in their order; so
 * memory is asked first. A hypervisor that takes the dump leaves crash_notes alone, and writes a note for every CPU.
 */
final class CpuRegisters {
    private static final String CORE = "CORE";
    private static final int NT_PRSTATUS = 1;
    private static final int NOTE_HEADER = 12;
    private static final int NAME_BYTES = 8;

    /** Offsets in struct elf_prstatus of x86-64. */
    private static final int PID_AT = 32;

    private static final int REGISTERS_AT = 112;

    /** Registers, and where they were read. */
    record Saved(PtRegs registers, Source source) {}

    private final KernelImage image;
    private final List<Note> notes = new ArrayList<>();

    private CpuRegisters(KernelImage image) {
        this.image = image;
        for (Note note : image.notes()) {
            if (note.name().equals(CORE)
                    && note.type() == NT_PRSTATUS
                    && note.description().length >= REGISTERS_AT + PtRegs.SIZE) {
                notes.add(note);
            }
        }
    }

    static CpuRegisters of(KernelImage image) {
        return new CpuRegisters(image);
    }

    Optional<Saved> of(int cpu) {
        Optional<Saved> own = fromMemory(cpu);
        return own.isPresent() ? own : fromNotes(cpu);
    }

    private Optional<Saved> fromMemory(int cpu) {
        OptionalLong variable = image.symbols().address("crash_notes");
        if (variable.isEmpty()) {
            return Optional.empty();
        }
        try {
            Memory memory = image.memory();
            long note = memory.u64(variable.getAsLong()) + image.perCpu().offset(cpu);
            byte[] bytes = memory.bytes(note, NOTE_HEADER + NAME_BYTES + REGISTERS_AT + PtRegs.SIZE);
            boolean saved = (int) Memory.INT.get(bytes, 8) == NT_PRSTATUS && bytes[NOTE_HEADER] == 'C';
            if (!saved) {
                return Optional.empty();
            }
            PtRegs registers = new PtRegs(bytes, NOTE_HEADER + NAME_BYTES + REGISTERS_AT, false);
            return Optional.of(new Saved(registers, Source.memory(Word.of(note), "crash_notes of CPU " + cpu)));
        } catch (UnreadableException | MissingTypeException e) {
            return Optional.empty();
        }
    }

    private Optional<Saved> fromNotes(int cpu) {
        CpuMask present = image.perCpu().present();
        int index = notes.size() == present.size()
                ? position(present, cpu)
                : noteOfTask(image.tasks().current(cpu).pid());
        if (index < 0 || index >= notes.size()) {
            return Optional.empty();
        }
        PtRegs registers = new PtRegs(notes.get(index).description(), REGISTERS_AT, false);
        return Optional.of(new Saved(registers, Source.note("NT_PRSTATUS note " + index)));
    }

    private static int position(CpuMask cpus, int wanted) {
        int position = 0;
        for (int cpu = cpus.next(0); cpu >= 0 && cpu < wanted; cpu = cpus.next(cpu + 1)) {
            position++;
        }
        return position;
    }

    /** The pid tells whose registers they are, but every idle task has pid 0. */
    private int noteOfTask(int pid) {
        int found = -1;
        for (int i = 0; i < notes.size(); i++) {
            if ((int) Memory.INT.get(notes.get(i).description(), PID_AT) == pid) {
                if (found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
    }
}
