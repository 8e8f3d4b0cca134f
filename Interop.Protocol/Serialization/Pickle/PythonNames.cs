using System.Collections.Frozen;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>What Python's own library is called: for the allow list, and for the names of Python 2.</summary>
internal static class PythonNames
{
    /// <summary>Exception classes of the standard library.</summary>
    public static readonly (string Module, string Names)[] Exceptions =
    [
        ("_csv", "Error"),
        ("_dbm", "error"),
        ("_hashlib", "UnsupportedDigestmodError"),
        ("_lzma", "LZMAError"),
        ("_queue", "Empty"),
        ("_socket", "timeout"),
        ("_struct", "error"),
        ("aifc", "Error"),
        ("argparse", "ArgumentError ArgumentTypeError"),
        ("asyncio.exceptions",
            "BrokenBarrierError CancelledError IncompleteReadError InvalidStateError LimitOverrunError SendfileNotAvailableError "
            + "TimeoutError"),
        ("asyncio.queues", "QueueEmpty QueueFull QueueShutDown"),
        ("asyncore", "ExitNow"),
        ("binascii", "Error Incomplete"),
        ("builtins",
            "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError "
            + "BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError "
            + "ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup "
            + "FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning "
            + "IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError "
            + "ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning "
            + "PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError "
            + "RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError "
            + "TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning "
            + "UserWarning ValueError Warning ZeroDivisionError"),
        ("calendar", "IllegalMonthError IllegalWeekdayError"),
        ("concurrent.futures._base", "BrokenExecutor CancelledError Error InvalidStateError TimeoutError"),
        ("concurrent.futures.process", "BrokenProcessPool"),
        ("concurrent.futures.thread", "BrokenThreadPool"),
        ("configparser",
            "DuplicateOptionError DuplicateSectionError Error InterpolationDepthError InterpolationError "
            + "InterpolationMissingOptionError InterpolationSyntaxError MissingSectionHeaderError NoOptionError NoSectionError "
            + "ParsingError"),
        ("copy", "Error"),
        ("ctypes", "ArgumentError"),
        ("dataclasses", "FrozenInstanceError"),
        ("dbm", "error"),
        ("decimal",
            "Clamped ConversionSyntax DecimalException DivisionByZero DivisionImpossible DivisionUndefined FloatOperation Inexact "
            + "InvalidContext InvalidOperation Overflow Rounded Subnormal Underflow"),
        ("email.errors",
            "BoundaryError CharsetError CloseBoundaryNotFoundDefect FirstHeaderLineIsContinuationDefect HeaderDefect "
            + "HeaderMissingRequiredValue HeaderParseError HeaderWriteError InvalidBase64CharactersDefect InvalidBase64LengthDefect "
            + "InvalidBase64PaddingDefect InvalidDateDefect InvalidHeaderDefect InvalidMultipartContentTransferEncodingDefect "
            + "MessageDefect MessageError MessageParseError MisplacedEnvelopeHeaderDefect MissingHeaderBodySeparatorDefect "
            + "MultipartConversionError MultipartInvariantViolationDefect NoBoundaryInMultipartDefect NonASCIILocalPartDefect "
            + "NonPrintableDefect ObsoleteHeaderDefect StartBoundaryNotFoundDefect UndecodableBytesDefect"),
        ("encodings", "CodecRegistryError"),
        ("ftplib", "Error error_perm error_proto error_reply error_temp"),
        ("getopt", "GetoptError"),
        ("getpass", "GetPassWarning"),
        ("graphlib", "CycleError"),
        ("gzip", "BadGzipFile"),
        ("http.client",
            "BadStatusLine CannotSendHeader CannotSendRequest HTTPException ImproperConnectionState IncompleteRead InvalidURL "
            + "LineTooLong NotConnected RemoteDisconnected ResponseNotReady UnimplementedFileMode UnknownProtocol "
            + "UnknownTransferEncoding"),
        ("http.cookiejar", "LoadError"),
        ("http.cookies", "CookieError"),
        ("imaplib", "IMAP4.abort IMAP4.error IMAP4.readonly"),
        ("importlib.metadata", "PackageNotFoundError"),
        ("io", "UnsupportedOperation"),
        ("ipaddress", "AddressValueError NetmaskValueError"),
        ("json.decoder", "JSONDecodeError"),
        ("locale", "Error"),
        ("mailbox", "Error ExternalClashError FormatError NoSuchMailboxError NotEmptyError"),
        ("multiprocessing.context", "AuthenticationError BufferTooShort ProcessError TimeoutError"),
        ("multiprocessing.managers", "RemoteError"),
        ("multiprocessing.pool", "MaybeEncodingError"),
        ("netrc", "NetrcParseError"),
        ("nntplib", "NNTPDataError NNTPError NNTPPermanentError NNTPProtocolError NNTPReplyError NNTPTemporaryError"),
        ("optparse", "AmbiguousOptionError BadOptionError OptParseError OptionConflictError OptionError OptionValueError"),
        ("pickle", "PickleError PicklingError UnpicklingError"),
        ("plistlib", "InvalidFileException"),
        ("poplib", "error_proto"),
        ("py_compile", "PyCompileError"),
        ("queue", "Empty Full ShutDown"),
        ("re", "PatternError error"),
        ("re._constants", "error"),
        ("select", "error"),
        ("shutil", "Error ExecError ReadError RegistryError SameFileError SpecialFileError"),
        ("signal", "itimer_error"),
        ("smtplib",
            "SMTPAuthenticationError SMTPConnectError SMTPDataError SMTPException SMTPHeloError SMTPNotSupportedError "
            + "SMTPRecipientsRefused SMTPResponseException SMTPSenderRefused SMTPServerDisconnected"),
        ("socket", "gaierror herror timeout"),
        ("sqlite3",
            "DataError DatabaseError Error IntegrityError InterfaceError InternalError NotSupportedError OperationalError "
            + "ProgrammingError Warning"),
        ("sre_constants", "error"),
        ("ssl",
            "SSLCertVerificationError SSLEOFError SSLError SSLSyscallError SSLWantReadError SSLWantWriteError SSLZeroReturnError"),
        ("statistics", "StatisticsError"),
        ("struct", "error"),
        ("subprocess", "CalledProcessError SubprocessError TimeoutExpired"),
        ("sunau", "Error"),
        ("tarfile",
            "CompressionError EOFHeaderError EmptyHeaderError ExtractError HeaderError InvalidHeaderError ReadError StreamError "
            + "SubsequentHeaderError TarError TruncatedHeaderError"),
        ("termios", "error"),
        ("threading", "BrokenBarrierError"),
        ("tokenize", "StopTokenizing TokenError"),
        ("tomllib", "TOMLDecodeError"),
        ("unittest.case", "SkipTest"),
        ("urllib.error", "ContentTooShortError HTTPError URLError"),
        ("uu", "Error"),
        ("wave", "Error"),
        ("xdrlib", "ConversionError Error"),
        ("xml.dom",
            "DOMException DomstringSizeErr HierarchyRequestErr IndexSizeErr InuseAttributeErr InvalidAccessErr InvalidCharacterErr "
            + "InvalidModificationErr InvalidStateErr NamespaceErr NoDataAllowedErr NoModificationAllowedErr NotFoundErr "
            + "NotSupportedErr SyntaxErr ValidationErr WrongDocumentErr"),
        ("xml.etree.ElementInclude", "FatalIncludeError LimitedRecursiveIncludeError"),
        ("xml.etree.ElementTree", "ParseError"),
        ("xml.parsers.expat", "ExpatError"),
        ("xml.sax._exceptions",
            "SAXException SAXNotRecognizedException SAXNotSupportedException SAXParseException SAXReaderNotAvailable"),
        ("xmlrpc.client", "Error Fault ProtocolError ResponseError"),
        ("zipapp", "ZipAppError"),
        ("zipfile", "BadZipFile BadZipfile LargeZipFile"),
        ("zipimport", "ZipImportError"),
        ("zlib", "error"),
        ("zoneinfo._common", "ZoneInfoNotFoundError"),
    ];

    /// <summary>Enum classes of the standard library whose members travel.</summary>
    public static readonly (string Module, string Names)[] Enums =
    [
        ("http", "HTTPMethod HTTPStatus"),
        ("plistlib", "PlistFormat"),
        ("pstats", "SortKey"),
        ("re", "RegexFlag"),
        ("signal", "Handlers Sigmasks Signals"),
        ("socket", "AddressFamily AddressInfo MsgFlag SocketKind"),
        ("ssl", "AlertDescription Options Purpose SSLErrorNumber TLSVersion VerifyFlags VerifyMode"),
        ("uuid", "SafeUUID"),
    ];

    /// <summary>Endings by which people name exceptions.</summary>
    public static readonly string[] ExceptionEndings =
    [
        "Error", "Exception", "Warning", "Exit", "Interrupt", "Failure", "Failed", "Fault", "Abort", "Aborted", "Timeout",
        "Exceeded", "Exist", "NotFound", "Denied", "Refused", "Ignore", "Retry", "Reject", "Unavailable", "Forbidden",
        "Unauthorized", "Conflict", "Cancelled", "Expired", "Terminated", "Missing", "Returned", "NotRegistered", "Misuse",
    ];

    /// <summary>Top modules that are no user's: the standard libraries of Python 2 and 3 and what installs or runs code.</summary>
    public static readonly FrozenSet<string> NeverUsers = (
        "ConfigParser Queue SocketServer StringIO UserDict UserList UserString __builtin__ __future__ _abc _aix_support "
        + "_ast _asyncio _bisect _blake2 _bootsubprocess _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp "
        + "_codecs_kr _codecs_tw _collections _collections_abc _compat_pickle _compression _contextvars _crypt _csv _ctypes "
        + "_curses _curses_panel _datetime _dbm _decimal _distutils_hack _elementtree _frozen_importlib "
        + "_frozen_importlib_external _functools _gdbm _hashlib _heapq _imp _io _json _locale _lsprof _lzma _markupbase "
        + "_md5 _msi _multibytecodec _multiprocessing _opcode _operator _osx_support _overlapped _pickle _posixshmem "
        + "_posixsubprocess _py_abc _pydecimal _pyio _queue _random _scproxy _sha1 _sha256 _sha3 _sha512 _signal "
        + "_sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct _symtable _thread "
        + "_threading_local _tkinter _tokenize _tracemalloc _typing _uuid _warnings _weakref _weakrefset _winapi _zoneinfo "
        + "abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect "
        + "builtins bz2 cPickle cProfile cStringIO calendar cgi cgitb chunk cloudpickle cmath cmd code codecs codeop "
        + "collections colorsys commands compileall concurrent configparser contextlib contextvars copy copy_reg copyreg "
        + "crypt csv ctypes curses dataclasses datetime dbm decimal difflib dill dis distutils doctest email "
        + "encodings ensurepip enum errno exceptions faulthandler fcntl filecmp fileinput fnmatch fractions ftplib "
        + "functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http httplib "
        + "idlelib ihooks imaplib imghdr imp importlib imputil inspect io ipaddress itertools java joblib json keyword "
        + "lib2to3 linecache locale logging lzma mailbox mailcap marshal math mhlib mimetools mimetypes mmap "
        + "modulefinder msilib msvcrt multifile multiprocessing netrc new nis nntplib nt ntpath nturl2path numbers "
        + "opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pip pipes pkg_resources pkgutil platform "
        + "plistlib popen2 poplib posix posixfile posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc "
        + "pydoc_data pyexpat queue quopri random re readline reprlib resource rexec rlcompleter runpy sched secrets "
        + "select selectors setuptools shelve shlex shutil signal site sitecustomize smtpd smtplib sndhdr socket "
        + "socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statcache statistics string stringprep "
        + "struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this "
        + "thread threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle "
        + "turtledemo types typing unicodedata unittest urllib urllib2 urlparse usercustomize uu uuid venv warnings "
        + "wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Modules = (
        "__builtin__=builtins copy_reg=copyreg Queue=queue SocketServer=socketserver ConfigParser=configparser "
        + "repr=reprlib tkFileDialog=tkinter.filedialog tkSimpleDialog=tkinter.simpledialog "
        + "tkColorChooser=tkinter.colorchooser tkCommonDialog=tkinter.commondialog Dialog=tkinter.dialog Tkdnd=tkinter.dnd "
        + "tkFont=tkinter.font tkMessageBox=tkinter.messagebox ScrolledText=tkinter.scrolledtext "
        + "Tkconstants=tkinter.constants Tix=tkinter.tix ttk=tkinter.ttk Tkinter=tkinter markupbase=_markupbase "
        + "_winreg=winreg thread=_thread dummy_thread=_dummy_thread dbhash=dbm.bsd dumbdbm=dbm.dumb dbm=dbm.ndbm "
        + "gdbm=dbm.gnu xmlrpclib=xmlrpc.client SimpleXMLRPCServer=xmlrpc.server httplib=http.client "
        + "htmlentitydefs=html.entities HTMLParser=html.parser Cookie=http.cookies cookielib=http.cookiejar "
        + "BaseHTTPServer=http.server test.test_support=test.support commands=subprocess urlparse=urllib.parse "
        + "robotparser=urllib.robotparser urllib2=urllib.request anydbm=dbm _abcoll=collections.abc cPickle=pickle "
        + "_elementtree=xml.etree.ElementTree FileDialog=tkinter.filedialog SimpleDialog=tkinter.simpledialog "
        + "DocXMLRPCServer=xmlrpc.server SimpleHTTPServer=http.server CGIHTTPServer=http.server UserDict=collections "
        + "UserList=collections UserString=collections whichdb=dbm StringIO=io cStringIO=io exceptions=builtins")
        .Split(' ').Select(pair => pair.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static readonly FrozenDictionary<(string Module, string Name), string[]> Names = (
        "__builtin__:xrange=builtins:range __builtin__:reduce=functools:reduce __builtin__:intern=sys:intern "
        + "__builtin__:unichr=builtins:chr __builtin__:unicode=builtins:str __builtin__:long=builtins:int "
        + "itertools:izip=builtins:zip itertools:imap=builtins:map itertools:ifilter=builtins:filter "
        + "itertools:ifilterfalse=itertools:filterfalse itertools:izip_longest=itertools:zip_longest "
        + "UserDict:IterableUserDict=collections:UserDict UserList:UserList=collections:UserList "
        + "UserString:UserString=collections:UserString whichdb:whichdb=dbm:whichdb _socket:fromfd=socket:fromfd "
        + "_multiprocessing:Connection=multiprocessing.connection:Connection "
        + "multiprocessing.process:Process=multiprocessing.context:Process "
        + "multiprocessing.forking:Popen=multiprocessing.popen_fork:Popen "
        + "urllib:ContentTooShortError=urllib.error:ContentTooShortError urllib:getproxies=urllib.request:getproxies "
        + "urllib:pathname2url=urllib.request:pathname2url urllib:quote_plus=urllib.parse:quote_plus "
        + "urllib:quote=urllib.parse:quote urllib:unquote_plus=urllib.parse:unquote_plus "
        + "urllib:unquote=urllib.parse:unquote urllib:url2pathname=urllib.request:url2pathname "
        + "urllib:urlcleanup=urllib.request:urlcleanup urllib:urlencode=urllib.parse:urlencode "
        + "urllib:urlopen=urllib.request:urlopen urllib:urlretrieve=urllib.request:urlretrieve "
        + "urllib2:HTTPError=urllib.error:HTTPError urllib2:URLError=urllib.error:URLError "
        + "multiprocessing:AuthenticationError=multiprocessing.context:AuthenticationError "
        + "multiprocessing:BufferTooShort=multiprocessing.context:BufferTooShort "
        + "multiprocessing:ProcessError=multiprocessing.context:ProcessError "
        + "multiprocessing:TimeoutError=multiprocessing.context:TimeoutError __builtin__:basestring=builtins:str "
        + "exceptions:StandardError=builtins:Exception UserDict:UserDict=collections:UserDict "
        + "socket:_socketobject=socket:SocketType")
        .Split(' ').Select(pair => pair.Split('=', ':')).ToFrozenDictionary(pair => (pair[0], pair[1]), pair => pair[2..]);

    // The names that Python 2 has too; newer exceptions keep their Python 3 name, which only Python 3 can read anyway.
    private static readonly FrozenSet<string> LegacyExceptions = (
        "ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning EOFError "
        + "EnvironmentError Exception FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning "
        + "IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError NotImplementedError "
        + "OSError OverflowError PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning StopIteration "
        + "SyntaxError SyntaxWarning SystemError SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError "
        + "UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning "
        + "ZeroDivisionError")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The Python 3 name of what a pickle below protocol 3 names. Source: CPython <c>Lib/_compat_pickle.py</c>.</summary>
    public static (string Module, string Name) FromPython2(string module, string name) =>
        Names.TryGetValue((module, name), out var known) ? (known[0], known[1])
        : (Modules.GetValueOrDefault(module, module), name);

    /// <summary>The name to write below protocol 3, so that Python 2 reads it too where it has the class.</summary>
    public static (string Module, string Name) ToPython2(string module, string name) => (module, name) switch
    {
        ("builtins", "range") => ("__builtin__", "xrange"),
        ("builtins", "str") => ("__builtin__", "unicode"),
        ("builtins", "int") => ("__builtin__", "long"),
        ("builtins", _) when LegacyExceptions.Contains(name) => ("exceptions", name),
        ("builtins", _) when char.IsAsciiLetterLower(name[0]) => ("__builtin__", name),
        ("copyreg", _) => ("copy_reg", name),
        _ => (module, name),
    };
}
