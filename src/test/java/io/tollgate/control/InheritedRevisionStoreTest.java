package io.tollgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InheritedRevisionStoreTest {
    @TempDir
    Path folder;

    @Test
    void whatIsAddedBeforeIsSeenByNobodyElseUntilTheStoreIsTaken() throws IOException {
        try (InheritedRevisionStore heir = new InheritedRevisionStore(folder)) {
            try (FileRevisionStore holder = new FileRevisionStore(folder)) {
                holder.open();
                holder.append(revision(1), Overlay.EMPTY);
                assertEquals(List.of(revision(1)), heir.open().revisions());

                heir.append(revision(2), Overlay.EMPTY);
                assertEquals(List.of(revision(1)), holder.open().revisions());
            }

            heir.takeOver();
            heir.append(revision(3), Overlay.EMPTY);
            assertEquals(
                    List.of(revision(1), revision(2), revision(3)), heir.open().revisions());
        }
    }

    @Test
    void whatHasChangedSinceItWasReadIsNotTaken() throws IOException {
        try (InheritedRevisionStore heir = new InheritedRevisionStore(folder)) {
            try (FileRevisionStore holder = new FileRevisionStore(folder)) {
                holder.open();
                heir.open();
                holder.append(revision(1), Overlay.EMPTY);
            }
            assertThrows(IOException.class, heir::takeOver);
        }
    }

    private static Revision revision(long number) {
        return new Revision(number, 0, "admin", "", List.of("shop/b: weight 1 → 2"), List.of(), List.of());
    }
}
