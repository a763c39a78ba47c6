namespace Butler.Core.ScriptLogs;

/// <summary>The error messages of Sense and its connectors, in Sense's languages.</summary>
internal static class SignTexts
{
    /// <summary>Signs at any position, even at the end of a longer word such as <c>Lesefehler:</c>.</summary>
    public static readonly string[] Anywhere =
    [
        "Error:", "script error", "error occurred", "Execution Failed", "Execution aborted", "Execution was aborted", "Reload failed",
        "Syntax error", "Connector error", "connection failed", "connect failed", "ErrorMsg", "ErrorSource", "ErrorCode", "SqlState",
        "QVX_", "Cannot open file", "Cannot read", "Cannot find", "File not found", "Access denied", "Access is denied",
        "Unknown statement", "Unexpected token", "Invalid expression", "Out of memory", "Out of object memory", "Timeout expired",
        "Fehler:", "fout:",
    ];

    /// <summary>Signs only at the start of a word.</summary>
    public static readonly string[] AtWordStart =
    [
        // German
        "Fehler ist aufgetreten", "Fehler aufgetreten", "Fehler trat", "Skriptfehler", "Connector-Fehler", "Connectorfehler",
        "Konnektorfehler",
        "Syntaxfehler", "Verbindungsfehler", "Ausführung fehlgeschlagen", "Ausführung ist fehlgeschlagen", "Ausführung abgebrochen",
        "Ausführung wurde abgebrochen", "Verbindung fehlgeschlagen", "Laden fehlgeschlagen", "Zugriff verweigert", "Datei nicht gefunden",
        "Datei kann nicht geöffnet", "Datei konnte nicht geöffnet", "Tabelle nicht gefunden", "Feld nicht gefunden", "Ungültiger Ausdruck",
        "Nicht genügend Arbeitsspeicher", "Zeitlimit überschritten", "Timeout abgelaufen",

        // French
        "Erreur :", "Erreur:", "erreur s'est produite", "erreur suivante s'est produite", "erreur est survenue", "Erreur de script",
        "Erreur de syntaxe", "Erreur de connecteur", "Erreur du connecteur", "Erreur de connexion", "Échec de l'exécution",
        "Échec d'exécution",
        "Échec de la connexion", "Échec du chargement", "exécution a échoué", "Exécution échouée", "Exécution interrompue",
        "Exécution abandonnée",
        "Accès refusé", "Fichier introuvable", "Impossible d'ouvrir le fichier", "Impossible de lire", "Impossible de trouver",
        "Table introuvable",
        "Champ introuvable", "Mémoire insuffisante",

        // Spanish
        "Error de conector", "Error del conector", "Error de script", "Error de sintaxis", "Error de conexión", "Error de ejecución",
        "produjo el siguiente error", "ha producido el siguiente error", "ha producido un error", "produjo un error", "ocurrió un error",
        "ejecución ha fallado", "ejecución falló", "Ejecución fallida", "Ejecución cancelada", "Ejecución anulada", "Fallo de conexión",
        "Acceso denegado", "Archivo no encontrado", "No se encontró el archivo", "No se puede abrir el archivo", "No se puede leer",
        "Memoria insuficiente",

        // Italian
        "Errore:", "Errore del connettore", "Errore connettore", "Errore di script", "Errore dello script", "Errore di sintassi",
        "Errore di connessione", "verificato il seguente errore", "verificato un errore", "Esecuzione non riuscita", "Esecuzione fallita",
        "Esecuzione interrotta", "Esecuzione annullata", "Connessione non riuscita", "Accesso negato", "File non trovato",
        "Impossibile aprire il file", "Impossibile trovare", "Impossibile leggere", "Memoria insufficiente", "Tabella non trovata",
        "Campo non trovato",

        // Dutch
        "Connectorfout", "Connector-fout", "Scriptfout", "Syntaxisfout", "Syntaxfout", "Verbindingsfout", "fout is opgetreden",
        "fout opgetreden",
        "Uitvoering mislukt", "Uitvoering is mislukt", "Uitvoering afgebroken", "Uitvoering is afgebroken", "Verbinding mislukt",
        "Toegang geweigerd", "Bestand niet gevonden", "Kan bestand niet openen", "Kan het bestand niet openen", "Onvoldoende geheugen",
        "Tabel niet gevonden", "Veld niet gevonden",

        // Polish
        "Błąd:", "Błąd łącznika", "Błąd konektora", "Błąd skryptu", "Błąd składni", "Błąd połączenia", "Błąd wykonania",
        "Wystąpił następujący błąd",
        "Wystąpił błąd", "Wykonanie nie powiodło się", "Wykonywanie nie powiodło się", "Wykonanie zakończone niepowodzeniem",
        "Wykonanie przerwane",
        "Wykonywanie przerwane", "Połączenie nie powiodło się", "Odmowa dostępu", "Nie znaleziono pliku", "Nie można otworzyć pliku",
        "Nie można odczytać", "Brak pamięci", "Nie znaleziono tabeli", "Nie znaleziono pola",

        // Portuguese
        "Erro:", "Erro do conector", "Erro de conector", "Erro de script", "Erro de sintaxe", "Erro de conexão", "Erro de execução",
        "Ocorreu o seguinte erro", "seguinte erro ocorreu", "Ocorreu um erro", "Falha na execução", "Falha de execução", "execução falhou",
        "Execução cancelada", "Execução interrompida", "Execução anulada", "Falha na conexão", "Falha de conexão", "Acesso negado",
        "Arquivo não encontrado", "possível abrir o arquivo", "Memória insuficiente", "Tabela não encontrada", "Campo não encontrado",

        // Russian
        "Ошибка:", "Ошибка коннектора", "Ошибка соединителя", "Ошибка скрипта", "Ошибка синтаксиса", "Синтаксическая ошибка",
        "Ошибка подключения", "Ошибка соединения", "Ошибка выполнения", "Произошла следующая ошибка", "Произошла ошибка",
        "Возникла следующая ошибка", "Возникла ошибка", "Сбой выполнения", "Не удалось выполнить", "Выполнение не удалось",
        "Выполнение завершилось с ошибкой", "Выполнение завершилось сбоем", "Выполнение прервано", "Не удалось подключиться",
        "Доступ запрещен",
        "Отказано в доступе", "Файл не найден", "Не удалось открыть файл", "Не удается открыть файл", "Недостаточно памяти",
        "Таблица не найдена",
        "Поле не найдено",

        // Swedish
        "Fel:", "Anslutningsfel", "Kopplingsfel", "Connector-fel", "Skriptfel", "Syntaxfel", "fel uppstod", "fel inträffade",
        "fel har inträffat",
        "Körningen misslyckades", "Körning misslyckades", "Exekveringen misslyckades", "Körningen avbröts", "Exekveringen avbröts",
        "Anslutningen misslyckades", "Åtkomst nekad", "Filen hittades inte", "går inte att öppna filen", "Kan inte öppna filen",
        "Slut på minne",
        "Tabellen hittades inte", "Fältet hittades inte",

        // Turkish
        "Hata:", "Bağlayıcı hatası", "Komut dosyası hatası", "Kod hatası", "Sözdizimi hatası", "Bağlantı hatası", "hata oluştu",
        "Yürütme başarısız", "Çalıştırma başarısız", "Yürütme iptal edildi", "Yürütme durduruldu", "Bağlantı başarısız",
        "Erişim reddedildi",
        "Erişim engellendi", "Dosya bulunamadı", "Dosya açılamıyor", "Dosya açılamadı", "Bellek yetersiz", "Tablo bulunamadı",
        "Alan bulunamadı",

        // Japanese
        "エラー:", "エラー：", "コネクタ エラー", "コネクタエラー", "コネクターエラー", "スクリプト エラー", "スクリプトエラー", "構文エラー", "接続エラー",
        "エラーが発生しました", "実行に失敗しました", "実行が失敗しました", "実行失敗", "実行が中止されました", "実行が中断されました", "接続に失敗しました",
        "アクセスが拒否されました", "ファイルが見つかりません", "ファイルを開けません", "メモリ不足", "テーブルが見つかりません", "項目が見つかりません",

        // Korean
        "오류:", "오류：", "커넥터 오류", "스크립트 오류", "구문 오류", "연결 오류", "오류가 발생했습니다", "실행 실패", "실행하지 못했습니다", "실행에 실패했습니다",
        "실행이 중단되었습니다", "연결 실패", "연결하지 못했습니다", "액세스가 거부", "파일을 찾을 수 없습니다", "파일을 열 수 없습니다", "메모리 부족",
        "테이블을 찾을 수 없습니다", "필드를 찾을 수 없습니다",

        // Chinese, simplified
        "错误:", "错误：", "连接器错误", "脚本错误", "语法错误", "连接错误", "发生以下错误", "出现以下错误", "发生错误", "出现错误", "执行失败", "执行已中止",
        "执行中止", "连接失败", "访问被拒绝", "拒绝访问", "找不到文件", "未找到文件", "无法打开文件", "内存不足", "找不到表", "未找到表", "找不到字段", "未找到字段",

        // Chinese, traditional
        "錯誤:", "錯誤：", "連接器錯誤", "指令碼錯誤", "語法錯誤", "連線錯誤", "發生下列錯誤", "發生以下錯誤", "發生錯誤", "執行失敗", "執行已中止", "執行中止",
        "連線失敗", "連接失敗", "存取遭拒", "拒絕存取", "找不到檔案", "無法開啟檔案", "記憶體不足", "找不到表格", "找不到欄位",
    ];

    /// <summary>Words that negate a following sign: <c>kein Fehler aufgetreten</c>.</summary>
    public static readonly string[] Negations =
    [
        "no", "0", "without", "kein", "keine", "keinen", "ohne", "aucune", "sans", "sin", "ningún", "nessun", "nessuno", "senza", "geen",
        "zonder",
        "brak", "bez", "nenhum", "sem", "нет", "без", "inga", "inget", "ingen", "utan", "nie", "não", "non",
    ];

    /// <summary>Negations in languages without blanks between words.</summary>
    public static readonly string[] NegationsBefore = ["未", "没有", "无", "沒有", "無"];
}
