using System.Text.RegularExpressions;
using Butler.Core.ScriptLogs;

namespace Butler.Core.Tests.ScriptLogs;

public sealed class ErrorSignsTests
{
    private const string Time = "20310314T041000.000+0000      ";

    private readonly ErrorSigns signs = new([]);

    [Theory]
    [InlineData("Error: Field 'a' not found")]
    [InlineData("The following error occurred:")]
    [InlineData("Execution Failed")]
    [InlineData("Connector-Fehler: ERROR [42S02] Tabelle fehlt")]
    [InlineData("Ausführung fehlgeschlagen")]
    [InlineData("AUSFÜHRUNG FEHLGESCHLAGEN")]
    [InlineData("Der folgende Fehler ist aufgetreten:")]
    [InlineData("Lesefehler: Sektor 4")]
    [InlineData("Erreur\u00A0: Champ 'a' introuvable")]
    [InlineData("L\u2019exécution a échoué.")]
    [InlineData("Échec de l’exécution")]
    [InlineData("Se ha producido el siguiente error:")]
    [InlineData("La ejecución falló")]
    [InlineData("Si è verificato il seguente errore:")]
    [InlineData("Esecuzione non riuscita")]
    [InlineData("De volgende fout is opgetreden:")]
    [InlineData("Uitvoering mislukt")]
    [InlineData("Wystąpił następujący błąd:")]
    [InlineData("Wykonanie nie powiodło się")]
    [InlineData("Ocorreu o seguinte erro:")]
    [InlineData("Falha na execução")]
    [InlineData("Não foi possível abrir o arquivo 'x'")]
    [InlineData("Произошла следующая ошибка:")]
    [InlineData("Сбой выполнения")]
    [InlineData("Följande fel uppstod:")]
    [InlineData("Körningen misslyckades")]
    [InlineData("Fel: fältet a saknas")]
    [InlineData("Aşağıdaki hata oluştu:")]
    [InlineData("Yürütme başarısız")]
    [InlineData("次のエラーが発生しました:")]
    [InlineData("実行に失敗しました")]
    [InlineData("다음 오류가 발생했습니다:")]
    [InlineData("실행 실패")]
    [InlineData("发生以下错误:")]
    [InlineData("错误：找不到字段")]
    [InlineData("執行失敗")]
    [InlineData("發生下列錯誤:")]
    public void A_failure_is_told_in_the_languages_of_Sense(string message) => signs.IsIn(Time + message).ShouldBeTrue();

    [Theory]
    [InlineData("Execution started.")]
    [InlineData("Ausführung gestartet.")]
    [InlineData("Ausführung beendet.")]
    [InlineData("Exécution terminée.")]
    [InlineData("Körningen har avslutats.")]
    [InlineData("実行が開始されました。")]
    [InlineData("执行已开始。")]
    [InlineData("Fehlerliste << Fehler.qvd 12 Zeilen abgerufen")]
    [InlineData("Errors << Error: all of them 12 Lines fetched")]
    [InlineData("4 fields found: ErrorCode, ErrorMsg, Error: text, Date, ")]
    [InlineData("4 Felder gefunden: ErrorCode, Skriptfehler, Datum, ")]
    [InlineData("4 champs trouvés : Erreur de script, ErrorCode, ")]
    [InlineData("Anzahl Fehler: 0")]
    [InlineData("Error: 0")]
    [InlineData("エラー：0")]
    [InlineData("Es ist kein Fehler aufgetreten")]
    [InlineData("No error occurred")]
    [InlineData("未发生错误")]
    [InlineData("Inget fel uppstod")]
    [InlineData("Apfel: 3")]
    [InlineData("Kartoffel: 12")]
    [InlineData("Ferro: 12")]
    [InlineData("Fehlerfrei geladen")]
    [InlineData("Sin errores")]
    [InlineData("Fout is goed: nee")]
    public void A_healthy_log_has_no_signs_of_failure(string message) => signs.IsIn(Time + message).ShouldBeFalse();

    [Fact]
    public void A_statement_that_the_log_repeats_is_none_in_any_language() =>
        signs.IsIn("20310314T041000.000+0000 0012 TRACE Ausführung fehlgeschlagen;").ShouldBeFalse();

    [Fact]
    public void Own_signs_count_beside_those_built_in()
    {
        var own = new ErrorSigns([new Regex("STOP [A-Z]{2}", RegexOptions.IgnoreCase)]);
        own.IsIn(Time + "stop ab: no data").ShouldBeTrue();
        own.IsIn(Time + "stop 12").ShouldBeFalse();
        own.IsIn("20310314T041000.000+0000 0012 TRACE STOP AB").ShouldBeFalse();
        own.IsIn(Time + "Ausführung fehlgeschlagen").ShouldBeTrue();
    }
}
