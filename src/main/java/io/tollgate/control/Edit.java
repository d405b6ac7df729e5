package io.tollgate.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import org.jspecify.annotations.Nullable;

/** One thing that an operator changes on top of the file. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "edit")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Edit.SetMode.class, name = "mode"),
    @JsonSubTypes.Type(value = Edit.SetWeight.class, name = "weight"),
    @JsonSubTypes.Type(value = Edit.AddBackend.class, name = "add"),
    @JsonSubTypes.Type(value = Edit.RemoveBackend.class, name = "remove"),
    @JsonSubTypes.Type(value = Edit.FollowFile.class, name = "follow"),
    @JsonSubTypes.Type(value = Edit.Restore.class, name = "restore")
})
public sealed interface Edit {

    /** The pool it is about. */
    String pool();

    /** The backend it is about. */
    String backend();

    /**
     * Sets a backend's mode.
     *
     * @param deadlineMillis when a drain becomes maintenance at the latest, wall time; null for no deadline
     */
    record SetMode(
            String pool,
            String backend,
            Mode mode,
            @Nullable Long deadlineMillis) implements Edit {}

    /**
     * Sets a backend's weight over the file's.
     *
     * @param weight 0 to 1000
     */
    record SetWeight(String pool, String backend, int weight) implements Edit {}

    /** Adds a backend, or brings back one of the file's that was removed. */
    record AddBackend(String pool, BackendSpec spec) implements Edit {
        @Override
        public String backend() {
            return spec.id();
        }
    }

    /** Removes a backend, the file's included. */
    record RemoveBackend(String pool, String backend) implements Edit {}

    /** Forgets the operators' weight of a backend: the file's counts again. */
    record FollowFile(String pool, String backend) implements Edit {}

    /**
     * Sets everything operators said of a backend to what it once was: how a revision is undone, and how what was said
     * of a backend is forgotten when it leaves the file.
     */
    record Restore(String pool, String backend, BackendOverlay overlay) implements Edit {}
}
