package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.pipeline.Task;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.InferRequestReader;
import dev.fairlead.runtime.protocol.oip.RequestCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A model's first request, which lies among its files: what is made up for the trial has neither
 * the sizes nor the values of those that will come.
 */
final class Warmup {
  private static final Logger LOG = Logger.getLogger(Warmup.class.getName());

  private final ModelFiles files;
  private final String name;

  private Warmup(ModelFiles files, String name) {
    this.files = files;
    this.name = name;
  }

  /**
   * Runs it once.
   *
   * @param name of the file, a path from the model's folder on; it holds the body of {@code POST
   *     /v2/models/M/infer} in JSON
   * @param largest body of a request, in bytes
   * @param mostTexts in it
   * @throws LoadException if the file is not there, is no request to this task, or gets no answer
   */
  static void run(ModelFiles files, String name, Task task, int largest, int mostTexts)
      throws LoadException {
    new Warmup(files, name).run(task, largest, mostTexts);
  }

  private void run(Task task, int largest, int mostTexts) throws LoadException {
    byte[] body = read(largest);
    try {
      Request request =
          RequestCheck.check(new InferRequestReader(task.inputs()).read(body), task, mostTexts);
      if (task.run(List.of(request), new Cancellation()).getFirst()
          instanceof Answer.Rejected rejected) {
        throw invalid("is no request to this model: " + rejected.why());
      }
      LOG.log(Level.INFO, "warmed up with {0}", FileNames.shown(name));
    } catch (BadRequest e) {
      throw invalid("is no request to this model: " + e.getMessage());
    } catch (RunException e) {
      throw invalid("is a request on which the model fails: " + e.getMessage());
    }
  }

  private byte[] read(int largest) throws LoadException {
    if (!files.names().contains(name)) {
      throw invalid(
          "is none of the model's files: name one by its path in their folder, which holds "
              + FileNames.of(files.folder()));
    }
    Path file = files.folder().resolve(name);
    if (!Files.isReadable(file)) {
      throw ModelFiles.unreadable(name);
    }
    try {
      if (Files.size(file) > largest) {
        throw invalid(
            "is larger than the %d bytes that a request may have: make it smaller, or raise maxBodyBytes"
                .formatted(largest));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw invalid("cannot be read");
    }
  }

  private LoadException invalid(String what) {
    return new LoadException(
        Reason.ModelInvalid, "the warmup %s %s".formatted(FileNames.shown(name), what));
  }
}
