package io.tollgate.model;

/** What must survive a restart. */
public record StateSettings(
        @Setting(
                value =
                        "The folder of operators' changes, keys and accounts; relative to the working folder. --state and TOLLGATE_STATE win over it.",
                defaultsTo = "./state")
        String dir) {

    public StateSettings {
        new Checks()
                .require(
                        !dir.isBlank() && dir.indexOf('\0') < 0,
                        "dir",
                        "\"" + dir + "\" is not a folder",
                        "write a path")
                .done();
    }
}
