package io.tollgate.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The real one, but that it forces nothing: a test that only closes and opens files would wait for nothing else. */
class QuickDisk implements Disk {

    @Override
    public void force(FileChannel channel) throws IOException {}

    @Override
    public void forceFolder(Path folder) throws IOException {}
}
