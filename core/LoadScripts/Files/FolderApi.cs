using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;

namespace Butler.Core.LoadScripts.Files;

/// <summary>Creates directories on the relay's machine, under the rules of the relay's own file.</summary>
public sealed class FolderApi : IApi
{
    private static readonly ApiField Directory = ApiField.Text("directory", "The directory, by its full path.").Required();
    private static readonly ApiField QvdDirectory = ApiField.Text("directory", "The directory below the relay's qvdPath.").Required();
    private readonly FileRoad road;

    /// <summary>Declares the routes.</summary>
    public FolderApi(ICommandRoad road)
    {
        this.road = new FileRoad(road);
        Create = new ApiRoute("v4/createdir", Creating("Creates a directory, with its parents.", Directory, qvd: false));
        CreateQvd = new ApiRoute(
            "v4/createdirqvd", Creating("Creates a directory for QVD files, with its parents.", QvdDirectory, qvd: true));
    }

    /// <summary><c>createdir</c>.</summary>
    public ApiRoute Create { get; }

    /// <summary><c>createdirqvd</c>.</summary>
    public ApiRoute CreateQvd { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [Create, CreateQvd];

    private ApiOperation<PathAnswer> Creating(string summary, ApiField field, bool qvd) => new(
        "POST", summary, FilesJson.Default.PathAnswer, context => CreateAsync(context, field, qvd))
    {
        ButlerFlag = qvd ? "createDirQVD" : "createDir",
        Query = RoadFields.Query,
        Headers = [Waiting.Prefer, Waiting.RequestId],
        Body = [field],
        Status = StatusCodes.Status201Created,
        Also = FileRoad.Statuses,
    };

    private async Task<ApiAnswer<PathAnswer>> CreateAsync(HttpContext context, ApiField field, bool qvd)
    {
        var asked = new MakeDirArguments { Directory = FileRoad.Path(await FileRoad.BodyAsync(context), field), Qvd = qvd };
        var answer = await road.RunAsync(
            context, CommandKinds.MakeDir, asked, CommandJson.Default.MakeDirArguments,
            qvd ? "Directory must be within the QVD folder" : "No approved directory", "Failed to create directory");
        return FileRoad.Shown(
            context, answer, new PathAnswer { Directory = asked.Directory }, (shown, id) => shown with { Pending = true, CommandId = id });
    }
}
