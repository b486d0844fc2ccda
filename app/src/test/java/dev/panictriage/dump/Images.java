// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.fixtures.MemoryImage;
import java.util.Random;

/** Memory to make dumps of, and what every dump of it must give back. */
final class Images {
    static final int PAGE = 4096;
    private static final long HIGH = 0x1_0000_0000L;

    private Images() {}

    /**
     * RAM of 16 pages from 0 on and of 400 pages from 4 GB on. In it, pages of text, of bytes by chance and of zeros; pages
     * 4 to 6, and in the upper range all but the first 60 and the last 20, are filtered.
     */
    static MemoryImage mixed() {
        MemoryImage image = new MemoryImage().ram(0, 16 * PAGE).ram(HIGH, 400 * PAGE);
        Random random = new Random(17);
        for (int page = 0; page < 416; page++) {
            long at = page < 16 ? (long) page * PAGE : HIGH + (page - 16L) * PAGE;
            byte[] bytes = new byte[PAGE];
            if (page % 3 == 0) {
                random.nextBytes(bytes);
            } else if (page % 3 == 1) {
                for (int i = 0; i < PAGE; i++) {
                    bytes[i] = (byte) ("the quick brown fox ".charAt(i % 20) + (i / 500 == page % 9 ? 1 : 0));
                }
            }
            image.put(at, bytes);
        }
        return image.exclude(4 * PAGE, 3 * PAGE).exclude(HIGH + 60 * PAGE, 320 * PAGE);
    }

    /** The dump has each page that was dumped, with its bytes, and no other. */
    static void assertHolds(Dump dump, MemoryImage image) {
        assertThat(dump.endOfFrames()).isGreaterThanOrEqualTo(image.endOfFrames());
        byte[] page = new byte[image.pageSize()];
        for (long frame = 0; frame < 32; frame++) {
            assertPage(dump, image, frame, page);
        }
        for (long frame = HIGH / PAGE - 8; frame < image.endOfFrames() + 8; frame++) {
            assertPage(dump, image, frame, page);
        }
    }

    private static void assertPage(Dump dump, MemoryImage image, long frame, byte[] page) {
        assertThat(dump.isPresent(frame)).as("frame %x", frame).isEqualTo(image.isDumped(frame));
        if (image.isDumped(frame)) {
            dump.read(frame * page.length, page, 0, page.length);
            assertThat(page).as("frame %x", frame).isEqualTo(image.page(frame));
        } else {
            assertAbsent(dump, frame * page.length, image.isRam(frame) ? Absence.FILTERED : Absence.NOT_RAM);
        }
    }

    static void assertAbsent(Dump dump, long physical, Absence absence) {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> dump.read(physical, new byte[1], 0, 1))
                .satisfies(e -> assertThat(e.absence()).isEqualTo(absence))
                .satisfies(e -> assertThat(e.address()).isEqualTo(physical));
    }
}
