// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.debuginfo.DebugFiles;
import dev.panictriage.debuginfo.KernelDebug;
import dev.panictriage.dump.Dump;
import dev.panictriage.dump.DumpException;
import dev.panictriage.dump.Dumps;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.engine.Witness;
import dev.panictriage.extract.Extraction;
import dev.panictriage.facts.DebugInformation;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Types;
import dev.panictriage.report.FactsJson;
import dev.panictriage.report.Input;
import dev.panictriage.report.Report;
import dev.panictriage.text.TextBytes;
import dev.panictriage.text.TextInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells inputs apart and opens them. */
final class Inputs {
    /** Far above what a log or the facts of a large machine take. */
    private static final int LARGEST_TEXT = 256 << 20;

    private static final int BEGINNING = 4096;
    private static final int MOST_ZEROS = 16 << 20;
    /** Of {@code st_mode}, POSIX {@code sys/stat.h}. */
    private static final int FILE_TYPE = 0170000;

    private static final int FIFO = 0010000;
    private static final Path STANDARD_INPUT = Path.of("-");

    private Inputs() {}

    static Opened open(List<Path> files, DebugFiles debugFiles) throws UnusableInputException {
        List<Path> inputs = files.size() == 1 ? List.of(vmcoreIn(files.get(0))) : files;
        Path first = inputs.get(0);
        if (inputs.size() == 1 && isText(first)) {
            return openText(first);
        }
        try {
            return OpenedDump.open(first, Dumps.open(inputs), debugFiles);
        } catch (DumpException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }

    private static Opened openText(Path file) throws UnusableInputException {
        byte[] bytes;
        try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file)) {
            bytes = TextBytes.plain(in.readNBytes(LARGEST_TEXT), LARGEST_TEXT);
        } catch (IOException e) {
            throw new UnusableInputException(file + ": cannot be read: " + e.getMessage());
        }
        if (bytes.length == 0) {
            throw new UnusableInputException(file + ": empty");
        }
        String start = new String(bytes, 0, Math.min(bytes.length, BEGINNING), StandardCharsets.UTF_8);
        if (FactsJson.isFacts(start)) {
            try {
                return new OpenedFacts(FactsJson.read(new String(bytes, StandardCharsets.UTF_8)), Witness.NONE);
            } catch (IllegalArgumentException e) {
                throw new UnusableInputException(file + ": " + e.getMessage());
            }
        }
        if (TextInput.recognise(bytes) == TextInput.NOT_TEXT) {
            throw new UnusableInputException(file + ": neither a dump nor text");
        }
        TextFacts text = TextFacts.of(String.valueOf(file.getFileName()), bytes);
        return new OpenedFacts(text.facts(), text.witness());
    }

    private static boolean isPipe(Path file) {
        try {
            return ((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) == FIFO;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Dumps begin with a header, most of which is binary. */
    private static boolean isText(Path file) throws UnusableInputException {
        if (file.equals(STANDARD_INPUT) || isPipe(file)) {
            return true; // can be read but once, from the start on: no dump
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = TextBytes.plain(in.readNBytes(BEGINNING), BEGINNING);
            // A capture of a console may begin with zeros.
            for (int skipped = 0; skipped < MOST_ZEROS && isZero(start); skipped += BEGINNING) {
                start = in.readNBytes(BEGINNING);
            }
            return start.length > 0 && TextInput.recognise(start) != TextInput.NOT_TEXT;
        } catch (NoSuchFileException e) {
            throw new UnusableInputException(file + ": no such file");
        } catch (IOException e) {
            throw new UnusableInputException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return bytes.length > 0;
    }

    /** A directory stands for the dump in it: {@code vmcore}, or as Debian's kdump-tools name it {@code dump.STAMP}. */
    static Path vmcoreIn(Path path) throws UnusableInputException {
        if (!Files.isDirectory(path)) {
            return path;
        }
        for (String pattern : List.of("vmcore", "vmcore.flat", "dump", "dump.*")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path, pattern)) {
                for (Path file : files) {
                    if (Files.isRegularFile(file)) {
                        return file;
                    }
                }
            } catch (IOException e) {
                throw new UnusableInputException(path + ": cannot be read: " + e.getMessage());
            }
        }
        throw new UnusableInputException(path + ": a directory without a file named vmcore");
    }

    private record OpenedFacts(Report.Facts facts, Witness witness) implements Opened {
        @Override
        public void close() {}
    }

    private static final class OpenedDump implements Opened {
        private final Path file;
        private final Dump dump;
        private final KernelImage image;
        private final KernelDebug debug;
        private final Extraction extraction;
        private @Nullable Witness fallback;

        private OpenedDump(Path file, Dump dump, KernelImage image, DebugFiles debugFiles) {
            this.file = file;
            this.dump = dump;
            this.image = image;
            this.debug = KernelDebug.of(image, debugFiles);
            this.extraction = new Extraction(debug);
        }

        static OpenedDump open(Path file, Dump dump, DebugFiles debugFiles) throws DumpException {
            try {
                return new OpenedDump(file, dump, KernelImage.open(dump), debugFiles);
            } catch (DumpException e) {
                dump.close();
                throw new DumpException(file + ": " + dump.format() + ": " + e.getMessage());
            }
        }

        @Override
        public Report.Facts facts() {
            Input input = new Input(String.valueOf(file.getFileName()), "dump", dump.format(), dump.deficiencies());
            List<Fact> facts = new ArrayList<>(extraction.facts());
            if (image.types().equals(Types.NONE)) {
                addLog(facts);
            }
            SiblingLog.of(file).ifPresent(log -> addSibling(log, facts));
            return new Report.Facts(input, facts);
        }

        /** Of a kernel whose types are not known little can be read but its log: that then tells as much as it does alone. */
        private void addLog(List<Fact> facts) {
            try {
                TextFacts text = TextFacts.of("log", image.log().toDmesg(true));
                fallback = text.witness();
                facts.removeIf(fact ->
                        !(fact instanceof Unreadable || fact instanceof DebugInformation || fact instanceof Taint));
                for (Fact fact : text.facts().facts()) {
                    if (!(fact instanceof Taint)) {
                        facts.add(fact);
                    }
                }
            } catch (UnreadableException | MissingTypeException e) {
                // what was found in memory is all there is
            }
        }

        private void addSibling(SiblingLog log, List<Fact> facts) {
            try {
                log.disagreement(image.log().toDmesg(true))
                        .ifPresent(how -> facts.add(new Unreadable(
                                "agreement of the dump's log with " + SiblingLog.NAME,
                                how,
                                Source.log(SiblingLog.NAME))));
            } catch (UnreadableException | MissingTypeException e) {
                facts.addAll(log.facts());
            }
        }

        @Override
        public Witness witness() {
            return fallback == null ? extraction : fallback;
        }

        @Override
        public void close() {
            debug.close();
            dump.close();
        }
    }
}
