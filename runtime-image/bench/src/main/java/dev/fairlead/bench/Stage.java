package dev.fairlead.bench;

import dev.fairlead.bench.load.Window;
import dev.fairlead.bench.model.ModelFolders;
import dev.fairlead.bench.model.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What every mode finds ready.
 *
 * @param work folder for what servers write
 * @param models folder with one for each model
 * @param fairlead after its practice run
 */
record Stage(Options options, Path work, Path models, Fairlead fairlead) {
  static Stage set(Options options) throws IOException, InterruptedException {
    Path target = options.home().resolve("target");
    Path work = Files.createDirectories(target.resolve("race"));
    Path models = work.resolve("models");
    ModelFolders.write(models, target);
    if (options.workloads().contains(Workload.STATIC)) {
      Quantiser.run(options.home(), options.quantiser(), models);
    }
    var fairlead = new Fairlead(options.home(), work, Running.freePort());
    fairlead.practise(models, work);
    return new Stage(options, work, models, fairlead);
  }

  /** Folder of the model. */
  Path model(Workload workload) {
    return models.resolve(workload.folder());
  }

  /** Starts a server and waits for its answer to the request. */
  Running start(Contender contender, Workload workload, byte[] request)
      throws IOException, InterruptedException {
    int port = Running.freePort();
    return Running.start(
        contender.name(),
        contender.command(workload, model(workload), port, work),
        port,
        request,
        work);
  }

  /** From now on; half of the time before it is for warming up. */
  Window window() {
    Duration time = options.time();
    return Window.after(time.dividedBy(2), time);
  }

  /** Where there is something to be said while it goes on. */
  static void say(String progress) {
    System.err.println(progress);
  }
}
