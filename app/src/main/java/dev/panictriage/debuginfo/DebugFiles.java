// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places where debugging information may be: the directories that the user names, then where distributions put it. Knows
 * paths only; whether a file belongs to the dump is for others to say.
 */
public final class DebugFiles {
    /** GDB's manual, "Debugging Information in Separate Files". */
    private static final Path DEBUG = Path.of("usr/lib/debug");

    private static final Path BUILD_IDS = Path.of(".build-id");

    private final Path root;
    private final @Nullable Path vmlinux;
    private final List<Path> named;

    /** By the directory that they are in or below; each is searched once. */
    private final Map<Path, ModuleFiles> moduleFiles = new HashMap<>();

    private @Nullable ModuleFiles besideKernel;

    /**
     * @param root of the file system with the distribution's places; {@code /}
     * @param vmlinux the only file that will do for the kernel; null to look for one
     * @param named directories to look in first
     */
    public DebugFiles(Path root, @Nullable Path vmlinux, List<Path> named) {
        this.root = root;
        this.vmlinux = vmlinux;
        this.named = List.copyOf(named);
    }

    /** The file that the user named for the kernel. */
    public @Nullable Path vmlinux() {
        return vmlinux;
    }

    /**
     * Files that exist and may be the kernel's, the likeliest first.
     *
     * @param buildId lower-case hex; null if the kernel has none
     */
    public List<Path> ofKernel(@Nullable String buildId, @Nullable String release) {
        List<Path> found = new ArrayList<>();
        if (vmlinux != null) {
            found.add(vmlinux);
            return found;
        }
        addByBuildId(buildId, found);
        for (Path directory : named) {
            addIfFile(directory.resolve("vmlinux"), found);
            addIfFile(directory.resolve("vmlinux.debug"), found);
            if (release != null) {
                addIfFile(directory.resolve("vmlinux-" + release), found);
                addIfFile(directory.resolve("vmlinux-" + release + ".debug"), found);
                addInSystem(directory, release, found);
            }
        }
        if (release != null) {
            addInSystem(root.resolve(DEBUG), release, found);
            addInSystem(root, release, found);
        }
        return found;
    }

    /** Debian: boot/vmlinux-R; Red Hat: lib/modules/R/vmlinux; SUSE: boot/vmlinux-R.debug; one's own: lib/modules/R/build. */
    private static void addInSystem(Path system, String release, List<Path> found) {
        addIfFile(system.resolve("boot/vmlinux-" + release), found);
        addIfFile(system.resolve("boot/vmlinux-" + release + ".debug"), found);
        for (String modules : new String[] {"lib/modules", "usr/lib/modules"}) {
            Path directory = system.resolve(modules).resolve(release);
            addIfFile(directory.resolve("vmlinux"), found);
            addIfFile(directory.resolve("vmlinux.debug"), found);
            addIfFile(directory.resolve("build/vmlinux"), found);
        }
    }

    /**
     * Files that exist and may be a module's, the likeliest first.
     *
     * @param module its name as the kernel has it
     */
    public synchronized List<Path> ofModule(String module, @Nullable String buildId, @Nullable String release) {
        List<Path> found = new ArrayList<>();
        addByBuildId(buildId, found);
        for (Path directory : named) {
            addModulesBelow(directory, module, found);
            if (release != null) {
                addModules(directory, release, module, found);
            }
        }
        Path beside = vmlinux == null ? null : vmlinux.toAbsolutePath().getParent();
        if (beside != null) {
            if (besideKernel == null) {
                besideKernel = ModuleFiles.in(beside);
            }
            addFiles(besideKernel.of(module), found);
        }
        if (release != null) {
            addModules(root.resolve(DEBUG), release, module, found);
            addModules(root, release, module, found);
        }
        return found;
    }

    private void addModules(Path system, String release, String module, List<Path> found) {
        for (String modules : new String[] {"lib/modules", "usr/lib/modules"}) {
            Path directory = system.resolve(modules).resolve(release);
            if (Files.isDirectory(directory)) {
                addModulesBelow(directory, module, found);
                return;
            }
        }
    }

    private void addModulesBelow(Path top, String module, List<Path> found) {
        addFiles(moduleFiles.computeIfAbsent(top, ModuleFiles::below).of(module), found);
    }

    private void addByBuildId(@Nullable String buildId, List<Path> found) {
        if (buildId == null || buildId.length() < 3) {
            return;
        }
        Path file = BUILD_IDS.resolve(buildId.substring(0, 2)).resolve(buildId.substring(2) + ".debug");
        for (Path directory : named) {
            addIfFile(directory.resolve(file), found);
            addIfFile(directory.resolve(DEBUG).resolve(file), found);
        }
        addIfFile(root.resolve(DEBUG).resolve(file), found);
    }

    /**
     * Files that exist and have the name that a stripped one's debug link gives: beside it, in {@code .debug} beside it, or
     * in its own directory below those for debugging information. GDB's manual, "Debugging Information in Separate Files".
     */
    List<Path> ofLink(Path stripped, String name) {
        List<Path> found = new ArrayList<>();
        Path directory = stripped.toAbsolutePath().getParent();
        if (directory == null || name.indexOf('/') >= 0) {
            return found;
        }
        List<Path> systems = new ArrayList<>(named);
        systems.add(root.resolve(DEBUG));
        try {
            addIfFile(directory.resolve(name), found);
            addIfFile(directory.resolve(".debug").resolve(name), found);
            for (Path system : systems) {
                addIfFile(
                        system.resolve(directory.getRoot().relativize(directory))
                                .resolve(name),
                        found);
            }
        } catch (InvalidPathException e) {
            // no file has such a name
        }
        return found;
    }

    private static void addFiles(List<Path> files, List<Path> found) {
        for (Path file : files) {
            addIfFile(file, found);
        }
    }

    private static void addIfFile(Path file, List<Path> found) {
        if (!found.contains(file) && Files.isRegularFile(file)) {
            found.add(file);
        }
    }
}
