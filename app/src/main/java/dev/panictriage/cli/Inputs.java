// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.DumpException;
import dev.panictriage.dump.Dumps;
import dev.panictriage.engine.Witness;
import dev.panictriage.extract.Extraction;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.report.FactsJson;
import dev.panictriage.report.Input;
import dev.panictriage.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Tells inputs apart and opens them. */
final class Inputs {
    /** Facts of a large machine are a few megabytes. */
    private static final long LARGEST_FACTS = 256L << 20;

    private Inputs() {}

    static Opened open(List<Path> files) throws UnusableInputException {
        List<Path> inputs = files.size() == 1 ? List.of(vmcoreIn(files.get(0))) : files;
        Path first = inputs.get(0);
        if (inputs.size() == 1 && looksLikeFacts(first)) {
            return readFacts(first);
        }
        try {
            return OpenedDump.open(first, Dumps.open(inputs));
        } catch (DumpException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }

    private static Path vmcoreIn(Path path) throws UnusableInputException {
        if (!Files.isDirectory(path)) {
            return path;
        }
        for (String name : List.of("vmcore", "vmcore.flat", "dump")) {
            Path file = path.resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new UnusableInputException(path + ": a directory without a file named vmcore");
    }

    private static boolean looksLikeFacts(Path file) throws UnusableInputException {
        byte[] start = new byte[256];
        try (var in = Files.newInputStream(file)) {
            int length = in.readNBytes(start, 0, start.length);
            return FactsJson.isFacts(new String(start, 0, length, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new UnusableInputException(file + ": no such file");
        } catch (IOException e) {
            throw new UnusableInputException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static Opened readFacts(Path file) throws UnusableInputException {
        try {
            if (Files.size(file) > LARGEST_FACTS) {
                throw new UnusableInputException(file + ": too large for a facts file");
            }
            return new OpenedFacts(FactsJson.read(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableInputException(file + ": " + e.getMessage());
        }
    }

    private record OpenedFacts(Report.Facts facts) implements Opened {
        @Override
        public Witness witness() {
            return Witness.NONE;
        }

        @Override
        public void close() {}
    }

    private static final class OpenedDump implements Opened {
        private final Path file;
        private final Dump dump;
        private final Extraction extraction;

        private OpenedDump(Path file, Dump dump, KernelImage image) {
            this.file = file;
            this.dump = dump;
            this.extraction = new Extraction(image);
        }

        static OpenedDump open(Path file, Dump dump) throws DumpException {
            try {
                return new OpenedDump(file, dump, KernelImage.open(dump));
            } catch (DumpException e) {
                dump.close();
                throw new DumpException(file + ": " + dump.format() + ": " + e.getMessage());
            }
        }

        @Override
        public Report.Facts facts() {
            Input input = new Input(String.valueOf(file.getFileName()), "dump", dump.format(), dump.deficiencies());
            return new Report.Facts(input, extraction.facts());
        }

        @Override
        public Witness witness() {
            return extraction;
        }

        @Override
        public void close() {
            dump.close();
        }
    }
}
