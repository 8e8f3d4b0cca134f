using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;

namespace Interop.Python.Tests.Matrix;

public sealed class RabbitMqRpcPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RabbitMqWithRpc);

public sealed class RabbitMqRpcPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RabbitMqWithRpc);

public sealed class RabbitMqRpcPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RabbitMqWithRpc);

public sealed class RabbitMqRpcPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RabbitMqWithRpc);

public sealed class RabbitMqRpcCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RabbitMqWithRpc);

public sealed class RabbitMqRpcCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RabbitMqWithRpc);

public sealed class RabbitMqRpcCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RabbitMqWithRpc);
