package wechat

// APIError is a refusal or failure of one of WeChat's APIs.
type APIError struct {
	API string
}

func (e *APIError) Error() string { return e.API }
