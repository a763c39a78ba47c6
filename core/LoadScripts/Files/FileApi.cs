using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;

namespace Butler.Core.LoadScripts.Files;

/// <summary>Copies, moves and deletes files on the relay's machine, under the rules of the relay's own file.</summary>
public sealed class FileApi : IApi
{
    private const string Copies = "No approved fromDir/toDir for file copy";
    private const string Moves = "No approved fromDir/toDir for file move";
    private const string Deletes = "No approved directory for file delete";
    private static readonly ApiField From = ApiField.Text("fromFile", "The file, by its full path.").Required();
    private static readonly ApiField To = ApiField.Text("toFile", "The new full path, with the file's name.").Required();
    private static readonly ApiField Overwrite = ApiField.Boolean("overwrite", "Whether to replace an existing file.");
    private static readonly ApiField KeepTime = ApiField.Boolean("preserveTimestamp", "Whether the copy keeps the file's time.");
    private static readonly ApiField File = ApiField.Text("deleteFile", "The file, by its full path.").Required();
    private readonly FileRoad road;

    /// <summary>Declares the routes.</summary>
    public FileApi(ICommandRoad road)
    {
        this.road = new FileRoad(road);
        Copy = new ApiRoute("v4/filecopy", new ApiOperation<FileAnswer>("PUT", "Copies a file.", FilesJson.Default.FileAnswer, CopyAsync)
        {
            ButlerFlag = "fileCopy",
            Query = RoadFields.Query,
            Headers = [Waiting.Prefer, Waiting.RequestId],
            Body = [From, To, Overwrite, KeepTime],
            Status = StatusCodes.Status201Created,
            Also = FileRoad.Statuses,
        });
        Move = new ApiRoute("v4/filemove", new ApiOperation<FileAnswer>("PUT", "Moves a file.", FilesJson.Default.FileAnswer, MoveAsync)
        {
            ButlerFlag = "fileMove",
            Query = RoadFields.Query,
            Headers = [Waiting.Prefer, Waiting.RequestId],
            Body = [From, To, Overwrite],
            Status = StatusCodes.Status201Created,
            Also = FileRoad.Statuses,
        });
        Delete = new ApiRoute("v4/filedelete", new ApiOperation<PathAnswer>(
            "DELETE", "Deletes a file.", FilesJson.Default.PathAnswer, DeleteAsync)
        {
            ButlerFlag = "fileDelete",
            Query = RoadFields.Query,
            Headers = [Waiting.Prefer, Waiting.RequestId],
            Body = [File],
            Status = StatusCodes.Status204NoContent,
            Also = FileRoad.Statuses,
        });
    }

    /// <summary><c>filecopy</c>.</summary>
    public ApiRoute Copy { get; }

    /// <summary><c>filemove</c>.</summary>
    public ApiRoute Move { get; }

    /// <summary><c>filedelete</c>.</summary>
    public ApiRoute Delete { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [Copy, Move, Delete];

    private async Task<ApiAnswer<FileAnswer>> CopyAsync(HttpContext context)
    {
        var body = await FileRoad.BodyAsync(context);
        var asked = new FileCopyArguments
        {
            From = FileRoad.Path(body, From),
            To = FileRoad.Path(body, To),
            Overwrite = body.Boolean(Overwrite) ?? false,
            PreserveTimestamp = body.Boolean(KeepTime) ?? false,
        };
        var answer = await road.RunAsync(
            context, CommandKinds.FileCopy, asked, CommandJson.Default.FileCopyArguments, Copies, "Failed copying file");
        var done = answer.Result?.Deserialize(CommandJson.Default.FileCopyArguments) ?? asked;
        return FileRoad.Shown(context, answer, new FileAnswer
        {
            FromFile = done.From,
            ToFile = done.To,
            Overwrite = done.Overwrite,
            PreserveTimestamp = done.PreserveTimestamp,
        }, (shown, id) => shown with { Pending = true, CommandId = id });
    }

    private async Task<ApiAnswer<FileAnswer>> MoveAsync(HttpContext context)
    {
        var body = await FileRoad.BodyAsync(context);
        var asked = new FileMoveArguments
        {
            From = FileRoad.Path(body, From),
            To = FileRoad.Path(body, To),
            Overwrite = body.Boolean(Overwrite) ?? false,
        };
        var answer = await road.RunAsync(
            context, CommandKinds.FileMove, asked, CommandJson.Default.FileMoveArguments, Moves, "Failed moving file");
        var done = answer.Result?.Deserialize(CommandJson.Default.FileMoveArguments) ?? asked;
        return FileRoad.Shown(
            context, answer, new FileAnswer { FromFile = done.From, ToFile = done.To, Overwrite = done.Overwrite },
            (shown, id) => shown with { Pending = true, CommandId = id });
    }

    private async Task<ApiAnswer<PathAnswer>> DeleteAsync(HttpContext context)
    {
        var asked = new FileDeleteArguments { File = FileRoad.Path(await FileRoad.BodyAsync(context), File) };
        var answer = await road.RunAsync(
            context, CommandKinds.FileDelete, asked, CommandJson.Default.FileDeleteArguments, Deletes, "Failed deleting file");
        return FileRoad.Shown(
            context, answer, new PathAnswer { DeleteFile = asked.File }, (shown, id) => shown with { Pending = true, CommandId = id });
    }
}
